/** Who may hold the write lock, and for how long (storage.md 7, 8). Embedded only: MongoDB has limits of its own. */
import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import type { Connection } from 'mongoose'
import mongoose from 'mongoose'
import { connect, type StoreOptions } from '#storage/connect.ts'
import { clientOf, idsOf, type Row, temporaryDirectory } from './engines.ts'

function rowsOf(connection: Connection) {
  if (!connection.db) throw new Error('not connected')
  return connection.db.collection<Row>('rows')
}

describe('storage contract: limits of the embedded engine', () => {
  let uri: string
  let remove: () => Promise<void>
  const connections: Connection[] = []
  const open = async (options?: StoreOptions) => {
    const connection = await connect(uri, options)
    connections.push(connection)
    return { connection, rows: rowsOf(connection), client: connection.getClient() }
  }
  beforeEach(async () => {
    ;({ uri, remove } = await temporaryDirectory())
  })
  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.close()
    await remove()
  })

  const gone = (error: unknown) => {
    assert.ok(error instanceof mongoose.mongo.MongoServerError)
    assert.equal(error.code, 251)
    assert.ok(error.hasErrorLabel('TransientTransactionError'))
    return true
  }

  it('others wait for a transaction, and have their turn after it', async () => {
    const { rows, client } = await open()
    const session = client.startSession()
    session.startTransaction()
    await rows.insertOne({ _id: 'mine', n: 1 }, { session })
    let waited = false
    const other = rows.updateOne({ _id: 'mine' }, { $inc: { n: 1 } }).then((result) => {
      waited = true
      return result
    })
    assert.equal(await rows.countDocuments({}, { session }), 1)
    assert.equal(waited, false)
    await session.commitTransaction()
    assert.equal((await other).matchedCount, 1)
    await session.endSession()
  })

  it('an idle transaction is aborted, so that others go on', async () => {
    const { rows, client } = await open({ limits: { idle: 20 } })
    const session = client.startSession()
    session.startTransaction()
    await rows.insertOne({ _id: 'mine' }, { session })
    await rows.insertOne({ _id: 'other' })
    await assert.rejects(rows.insertOne({ _id: 'late' }, { session }), gone)
    await session.abortTransaction()
    await session.endSession()
    assert.deepEqual(await idsOf(rows), ['other'])
  })

  it('a long one is aborted even while it works', async () => {
    const { rows, client } = await open({ limits: { life: 50 } })
    const session = client.startSession()
    session.startTransaction()
    await rows.insertOne({ _id: 'mine' }, { session })
    const work = async () => {
      for (;;) await rows.countDocuments({}, { session })
    }
    await assert.rejects(work, gone)
    await session.endSession()
    assert.equal(await rows.countDocuments({}), 0)
  })

  it('a write beside the session inside its transaction is refused at once', async () => {
    const { rows, client } = await open()
    const session = client.startSession()
    const beside = session.withTransaction(async () => {
      await rows.insertOne({ _id: 'mine' }, { session })
      await rows.insertOne({ _id: 'beside' })
    })
    await assert.rejects(beside, /without the session inside a transaction/)
    await session.endSession()
    await rows.insertOne({ _id: 'after' })
    assert.deepEqual(await idsOf(rows), ['after'])
  })

  it('the lock of another process is waited for, then given up', async () => {
    const first = await open()
    const second = await open({ limits: { lock: 60 } })
    const session = first.client.startSession()
    session.startTransaction()
    await first.rows.insertOne({ _id: 'mine' }, { session })
    await assert.rejects(second.rows.insertOne({ _id: 'other' }), { code: 24 })
    const waiting = second.rows.insertOne({ _id: 'other' })
    await session.commitTransaction()
    await session.endSession()
    await waiting
    assert.deepEqual(await idsOf(second.rows), ['mine', 'other'])
    assert.deepEqual(await idsOf(first.rows), ['mine', 'other'])
  })

  it('a call that waits longer than maxTimeMS is not done', async () => {
    const { rows, client } = await open()
    const session = client.startSession()
    session.startTransaction()
    await rows.insertOne({ _id: 'mine' }, { session })
    const late = rows.insertOne({ _id: 'late' }, { maxTimeMS: 1 })
    const refused = assert.rejects(late, { code: 50 })
    for (let n = 0; n < 200; n++) await rows.countDocuments({}, { session })
    await session.commitTransaction()
    await refused
    await session.endSession()
    assert.deepEqual(await idsOf(rows), ['mine'])
  })

  it('sets the directory to 0700 and the file is checked clean', async () => {
    const { rows, connection } = await open()
    await rows.insertOne({ _id: 'a' })
    assert.equal((await stat(uri.slice('file:'.length))).mode & 0o777, 0o700)
    assert.deepEqual(await clientOf(connection).check(), [])
  })

  it('has one database: another name is refused, not shared', async () => {
    const { connection } = await open()
    assert.throws(() => connection.useDb('other'), /NotSupported: a database named other/)
  })

  it('answers after close with an error, and closing twice is no error', async () => {
    const { rows, connection } = await open()
    const pending = rows.insertOne({ _id: 'a' })
    await connection.close()
    await pending
    await connection.close()
    await assert.rejects(async () => rows.findOne({}), /closed/)
    const again = await open()
    assert.equal(await again.rows.countDocuments({}), 1)
  })
})
