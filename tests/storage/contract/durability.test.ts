/** What was acknowledged is there: concurrent writers, a second process, a killed one (storage.md 4, 8, 12). */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Connection } from 'mongoose'
import { connect } from '#storage/connect.ts'
import { clientOf, temporaryDirectory } from './engines.ts'

function rowsOf(connection: Connection) {
  if (!connection.db) throw new Error('not connected')
  return connection.db.collection<{ _id: string }>('rows')
}

const script = fileURLToPath(new URL('./second-writer.ts', import.meta.url))

function secondWriter(uri: string, name: string, count: number, writers: number): ChildProcess {
  const args = [script, uri, name, String(count), String(writers)]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function acknowledged(child: ChildProcess, enough = Number.POSITIVE_INFINITY) {
  const ids: string[] = []
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    ids.push(line)
    if (ids.length === enough) child.kill('SIGKILL')
  }
  return ids
}

describe('storage contract: durability of the embedded engine', () => {
  let uri: string
  let remove: () => Promise<void>
  beforeEach(async () => {
    ;({ uri, remove } = await temporaryDirectory())
  })
  afterEach(() => remove())

  it('64 concurrent writers, then closed and opened again', async () => {
    const first = await connect(uri)
    const rows = rowsOf(first)
    await rows.createIndex({ n: 1 })
    const ids = Array.from({ length: 64 }, (_, writer) => writer)
    await Promise.all(
      ids.map(async (writer) => {
        for (let n = 0; n < 10; n++) await rows.insertOne({ _id: `${writer}-${n}` })
      }),
    )
    await first.close()
    const second = await connect(uri)
    assert.equal(await rowsOf(second).countDocuments({}), 640)
    assert.deepEqual(await clientOf(second).check(), [])
    await second.close()
  })

  it('one failure in a group does not sink its neighbours', async () => {
    const connection = await connect(uri)
    const rows = rowsOf(connection)
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => rows.insertOne({ _id: `r${n % 30}` })),
    )
    const failed = results.filter(({ status }) => status === 'rejected')
    assert.equal(failed.length, 10)
    assert.equal(await rows.countDocuments({}), 30)
    await connection.close()
  })

  it('two processes write the same file, and each sees the other', async () => {
    const connection = await connect(uri)
    const rows = rowsOf(connection)
    const before = clientOf(connection).changed()
    const child = secondWriter(uri, 'child', 30, 4)
    const told = acknowledged(child)
    const exit = once(child, 'exit')
    for (let n = 0; n < 100; n++) {
      await Promise.all([0, 1, 2, 3].map((w) => rows.insertOne({ _id: `parent${w}-${n}` })))
    }
    const ids = await told
    assert.deepEqual((await exit)[0], 0)
    assert.equal(ids.length, 120)
    assert.equal(await rows.countDocuments({}), 520)
    for (const _id of ids) assert.ok(await rows.findOne({ _id }))
    assert.notEqual(clientOf(connection).changed(), before)
    assert.deepEqual(await clientOf(connection).check(), [])
    await connection.close()
  })

  it('a copy made while others write is whole, and holds what was acknowledged before', async () => {
    const connection = await connect(uri)
    const rows = rowsOf(connection)
    const before = Array.from({ length: 300 }, (_, n) => ({ _id: `before-${n}` }))
    await rows.insertMany(before)
    const path = uri.slice('file:'.length)
    const writing = Promise.all(
      Array.from({ length: 100 }, (_, n) => rows.insertOne({ _id: `during-${n}` })),
    )
    await clientOf(connection).backup(`${path}/copy.db`)
    await writing
    await connection.close()
    assert.equal((await stat(`${path}/copy.db`)).mode & 0o777, 0o600)
    const copy = await connect(uri, { file: 'copy.db' })
    assert.deepEqual(await clientOf(copy).check(), [])
    assert.equal(await rowsOf(copy).countDocuments({ _id: { $regex: '^before-' } }), 300)
    await copy.close()
  })

  it('a process killed in the middle of 16 writers loses nothing it acknowledged', async () => {
    const child = secondWriter(uri, 'killed', 10_000, 16)
    const exit = once(child, 'exit')
    const ids = await acknowledged(child, 400)
    await exit
    assert.ok(ids.length >= 400)
    const connection = await connect(uri)
    const held = new Set(await rowsOf(connection).distinct('_id'))
    assert.deepEqual(
      ids.filter((id) => !held.has(id)),
      [],
    )
    assert.deepEqual(await clientOf(connection).check(), [])
    await connection.close()
  })
})
