/** Opens the memory: connections, collections, process slot, keys, witness; the caller gets one object and `close`. */
import type { Connection } from 'mongoose'
import { check } from './check.ts'
import { connect, embeddedClient, type StoreOptions } from './connect.ts'
import { openKeys } from './keys.ts'
import { masterKey } from './master-key.ts'
import { type Models, openModels } from './models/models.ts'
import { newestStamp } from './newest-stamp.ts'
import { openOutboxDrain } from './outbox-drain.ts'
import { prepare } from './prepare.ts'
import { openReader } from './repository/reader.ts'
import { remembered } from './repository/remembered.ts'
import { openTransactor } from './repository/transactor.ts'
import { type Slot, takeSlot } from './slots.ts'
import { stampClock } from './stamp.ts'
import type { Keys, Storage, Transaction } from './storage.ts'
import { engineOf } from './uri.ts'
import { type Digest, openWitnessChain } from './witness-chain.ts'
import { openWitnessLog } from './witness-log.ts'

export interface StorageOptions {
  /** `file:./data` or `mongodb://…` */
  readonly uri: string
  /** milliseconds since the Unix epoch */
  readonly clock: () => number
  readonly random: (bytes: number) => Uint8Array
  /** of the witness chain: `digest` and `genesis` of `audit/chain` */
  readonly digest: Digest
  readonly genesis: string
  /** which half of the process slots; `server` without it */
  readonly slot?: 'server' | 'command'
  /** AMANAH_KEY: wraps the keys; without it a file in the data directory does */
  readonly key?: string
  /** told in one sentence what went wrong in the background */
  readonly warn?: (message: string) => void
  /** for the connection: limits, driver options, failures that tests inject */
  readonly store?: Omit<StoreOptions, 'file'>
}

export async function openStorage(options: StorageOptions): Promise<Storage> {
  const [data, second] = await connectBoth(options)
  const connections = new Set([data, second])
  const disconnect = async () => {
    for (const connection of connections) await connection.close()
  }
  try {
    return await build(options, openModels(data, second), disconnect)
  } catch (error) {
    await disconnect()
    throw error
  }
}

/** The embedded engine keeps the witness in a file of its own; MongoDB keeps all in one database. */
async function connectBoth({ uri, store }: StorageOptions): Promise<[Connection, Connection]> {
  if (engineOf(uri) === 'mongodb') {
    const only = await connect(uri, store)
    return [only, only]
  }
  const [data, witness] = await Promise.allSettled([
    connect(uri, store),
    connect(uri, { file: 'witness.db' }),
  ])
  if (data.status === 'fulfilled' && witness.status === 'fulfilled')
    return [data.value, witness.value]
  for (const one of [data, witness]) if (one.status === 'fulfilled') await one.value.close()
  throw data.status === 'rejected' ? data.reason : (witness as PromiseRejectedResult).reason
}

async function build(
  options: StorageOptions,
  models: Models,
  disconnect: () => Promise<void>,
): Promise<Storage> {
  const { uri, clock, random } = options
  await prepare(models.all, engineOf(uri))
  const master = await masterKey({ uri, key: options.key, random })
  const keys = await openKeys({ model: models.keys, master, clock, random })
  const slot = await takeSlot({
    model: models.slots,
    kind: options.slot ?? 'server',
    clock,
    owner: Buffer.from(random(16)).toString('hex'),
    warn: options.warn ?? silent,
  })
  try {
    return await assemble(options, models, keys, slot, disconnect)
  } catch (error) {
    await slot.release()
    throw error
  }
}

async function assemble(
  options: StorageOptions,
  models: Models,
  keys: Keys,
  slot: Slot,
  disconnect: () => Promise<void>,
): Promise<Storage> {
  const { uri, clock, digest, genesis } = options
  const warn = options.warn ?? silent
  const rows = models.rows.witness
  const chain = openWitnessChain({ rows, digest, genesis, chain: () => String(slot.number()) })
  const drain = openOutboxDrain({ outbox: models.rows.outbox, chain, warn })
  await drain.flush()
  const generation = embeddedClient(models.data)
  const witness = openWitnessLog({ rows, chain, drain, digest, genesis })
  const memory = remembered(
    openReader(models),
    generation === undefined ? undefined : () => generation.changed(),
  )
  const transact = openTransactor({ models, owe: drain.owe })
  return Object.freeze({
    engine: engineOf(uri),
    stamp: stampClock({ clock, slot: slot.number, after: await newestStamp(models) }),
    ...memory.reader,
    transact: async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
      try {
        return await transact(work)
      } finally {
        memory.expire()
      }
    },
    witness,
    keys,
    next: async (counter: string) => {
      const options = { upsert: true, returnDocument: 'after' } as const
      const row = await models.epochs.findOneAndUpdate(
        { _id: counter },
        { $inc: { n: 1 } },
        options,
      )
      return row?.n ?? 1
    },
    saveSetting: async (name: string, value: string) => {
      await models.settings.replaceOne({ _id: name }, { _id: name, value }, { upsert: true })
    },
    check: (progress: (done: number, total: number) => void = () => undefined) =>
      check({ models, witness, progress }),
    close: async () => {
      await drain.stop()
      await slot.release()
      await disconnect()
    },
  })
}

function silent(): void {
  return
}
