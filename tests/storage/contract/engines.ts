/** One contract, three ways (storage.md 9): embedded, stock driver over the wire to the same engine, and a real MongoDB where one is given. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection, mongo } from 'mongoose'
import { connect, embeddedClient, type StoreOptions } from '#storage/connect.ts'
import type { EmbeddedClient } from '#storage/embedded/client.ts'
import { startWireServer } from '#tests/support/wire/server.ts'

export interface Row {
  _id: string
  n?: number
  m?: number
  u?: number
  by?: number
  only?: number
  t?: string
  s?: string
  first?: boolean
  tags?: string[]
  a?: unknown
}

export interface Opened {
  readonly connection: Connection
  /** a collection that no other test uses */
  collection(): mongo.Collection<Row>
  close(): Promise<void>
}

export interface ContractEngine {
  readonly name: string
  readonly kind: 'embedded' | 'wire' | 'mongodb'
  open(options?: StoreOptions): Promise<Opened>
}

let count = 0

function opened(connection: Connection, close: () => Promise<void>): Opened {
  return {
    connection,
    collection: () => {
      if (!connection.db) throw new Error('not connected')
      return connection.db.collection<Row>(`rows${++count}`)
    },
    close,
  }
}

export function clientOf(connection: Connection): EmbeddedClient {
  const client = embeddedClient(connection)
  if (!client) throw new Error('not an embedded store')
  return client
}

/** The `_id` of all rows, in their order. */
export async function idsOf(rows: mongo.Collection<Row>): Promise<string[]> {
  return (await rows.distinct('_id')).sort()
}

/** A directory that is gone after the test. */
export async function temporaryDirectory(): Promise<{ uri: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'amanah-'))
  return { uri: `file:${path}`, remove: () => rm(path, { recursive: true, force: true }) }
}

const embedded: ContractEngine = {
  name: 'embedded',
  kind: 'embedded',
  open: async (options) => {
    const { uri, remove } = await temporaryDirectory()
    const connection = await connect(uri, options)
    return opened(connection, async () => {
      await connection.close()
      await remove()
    })
  },
}

const wire: ContractEngine = {
  name: 'stock driver, wire, embedded',
  kind: 'wire',
  open: async (options) => {
    const { uri, remove } = await temporaryDirectory()
    const inner = await connect(uri, options)
    const server = await startWireServer(clientOf(inner))
    const connection = await connect(server.uri)
    return opened(connection, async () => {
      await connection.close()
      await server.close()
      await inner.close()
      await remove()
    })
  },
}

function real(uri: string): ContractEngine {
  return {
    name: 'MongoDB',
    kind: 'mongodb',
    open: async () => {
      const dbName = `contract_${process.pid}_${++count}`
      const connection = await connect(uri, { driver: { dbName } })
      return opened(connection, async () => {
        await connection.dropDatabase()
        await connection.close()
      })
    },
  }
}

const given = process.env.TEST_MONGODB_URI
const engines = [embedded, wire, ...(given ? [real(given)] : [])]

/** The same tests for every engine, each file with a store of its own. */
export function overEngines(
  title: string,
  tests: (store: () => Opened, engine: ContractEngine) => void,
  options?: StoreOptions,
): void {
  describe(`storage contract: ${title}`, () => {
    for (const engine of engines) {
      describe(engine.name, () => {
        let store: Opened | undefined
        before(async () => {
          store = await engine.open(options)
        })
        after(() => store?.close())
        tests(() => {
          if (!store) throw new Error('not open')
          return store
        }, engine)
      })
    }
    if (!given) it.skip('MongoDB (TEST_MONGODB_URI is not set)')
  })
}
