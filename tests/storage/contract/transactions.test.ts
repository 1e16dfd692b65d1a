/** https://www.mongodb.com/docs/manual/core/transactions/ */
import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import { idsOf, overEngines } from './engines.ts'

overEngines('transactions', (store) => {
  const session = () => store().connection.getClient().startSession()

  it('sees its own writes, others see them after the commit', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'before', n: 1 })
    const mine = session()
    mine.startTransaction()
    await rows.insertOne({ _id: 'a' }, { session: mine })
    await rows.updateOne({ _id: 'before' }, { $inc: { n: 1 } }, { session: mine })
    assert.equal(mine.inTransaction(), true)
    assert.equal(await rows.countDocuments({}, { session: mine }), 2)
    assert.equal((await rows.findOne({ _id: 'before' }, { session: mine }))?.n, 2)
    assert.deepEqual(await rows.find({}).toArray(), [{ _id: 'before', n: 1 }])
    await mine.commitTransaction()
    assert.equal(mine.inTransaction(), false)
    assert.equal(await rows.countDocuments({}), 2)
    await mine.endSession()
  })

  it('leaves nothing behind when aborted', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'kept', n: 1 })
    const mine = session()
    mine.startTransaction()
    await rows.insertOne({ _id: 'a' }, { session: mine })
    await rows.updateOne({ _id: 'kept' }, { $set: { n: 2 } }, { session: mine })
    await rows.deleteMany({}, { session: mine })
    await mine.abortTransaction()
    assert.deepEqual(await rows.find({}).toArray(), [{ _id: 'kept', n: 1 }])
    await mine.endSession()
  })

  it('is aborted by the end of its session', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'kept' })
    const mine = session()
    mine.startTransaction()
    await rows.insertOne({ _id: 'a' }, { session: mine })
    await mine.endSession()
    assert.equal(await rows.countDocuments({}), 1)
  })

  it('withTransaction answers what the callback answers, and rolls back what it throws', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'kept' })
    const mine = session()
    const answer = await mine.withTransaction(async () => {
      await rows.insertOne({ _id: 'a' }, { session: mine })
      return 'done'
    })
    assert.equal(answer, 'done')
    const failing = mine.withTransaction(async () => {
      await rows.insertOne({ _id: 'b' }, { session: mine })
      throw new RangeError('no')
    })
    await assert.rejects(failing, RangeError)
    assert.deepEqual(await idsOf(rows), ['a', 'kept'])
    await mine.endSession()
  })

  it('an error inside ends it: nothing of it is kept', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'taken' })
    const mine = session()
    mine.startTransaction()
    await rows.insertOne({ _id: 'a' }, { session: mine })
    await assert.rejects(rows.insertOne({ _id: 'taken' }, { session: mine }), { code: 11000 })
    await assert.rejects(rows.insertOne({ _id: 'b' }, { session: mine }), (error) => {
      assert.ok(error instanceof mongoose.mongo.MongoServerError)
      assert.equal(error.code, 251)
      assert.ok(error.hasErrorLabel('TransientTransactionError'))
      return true
    })
    await mine.abortTransaction()
    assert.deepEqual(await idsOf(rows), ['taken'])
    await mine.endSession()
  })

  it('refuses to start twice, to commit after an abort, to abort after a commit', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'kept' })
    const mine = session()
    await assert.rejects(mine.commitTransaction(), /No transaction started/)
    mine.startTransaction()
    assert.throws(() => mine.startTransaction(), /already in progress/)
    await rows.insertOne({ _id: 'a' }, { session: mine })
    await mine.commitTransaction()
    await mine.commitTransaction()
    await assert.rejects(mine.abortTransaction(), /after calling commitTransaction/)
    mine.startTransaction()
    await rows.insertOne({ _id: 'b' }, { session: mine })
    await mine.abortTransaction()
    await assert.rejects(mine.commitTransaction(), /after calling abortTransaction/)
    assert.deepEqual(await idsOf(rows), ['a', 'kept'])
    await mine.endSession()
  })

  it('an empty one commits', async () => {
    const mine = session()
    mine.startTransaction()
    await mine.commitTransaction()
    await mine.endSession()
  })

  it('counters meet: what transactions add one after the other is all there', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'counter', n: 0 })
    const add = async (by: number) => {
      const mine = session()
      await mine.withTransaction(async () => {
        const row = await rows.findOne({ _id: 'counter' }, { session: mine })
        const n = Number(row?.n) + by
        await rows.updateOne({ _id: 'counter' }, { $set: { n } }, { session: mine })
      })
      await mine.endSession()
    }
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(add))
    assert.equal((await rows.findOne({ _id: 'counter' }))?.n, 36)
  })

  it('connection.transaction gives its session to models without being told', async () => {
    const { connection } = store()
    const schema = new mongoose.Schema({ _id: String, n: Number }, { versionKey: false })
    const Thing = connection.model('transactionThings', schema, 'transactionThings')
    await Thing.createCollection()
    await connection.transaction(async () => {
      await Thing.create([{ _id: 'a', n: 1 }])
      await Thing.updateOne({ _id: 'a' }, { $set: { n: 2 } })
    })
    const failing = connection.transaction(async () => {
      await Thing.deleteMany({})
      throw new RangeError('no')
    })
    await assert.rejects(failing, RangeError)
    assert.deepEqual(await Thing.find({}).lean(), [{ _id: 'a', n: 2 }])
  })
})
