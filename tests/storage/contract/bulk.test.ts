/** Many writes at once, and what remains when one of them fails: https://www.mongodb.com/docs/manual/core/bulk-write-operations/ */
import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import { idsOf, overEngines } from './engines.ts'

const { MongoBulkWriteError } = mongoose.mongo

async function refused(promise: Promise<unknown>): Promise<mongoose.mongo.MongoBulkWriteError> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof MongoBulkWriteError)
    return error
  }
  return assert.fail('nothing was refused')
}

overEngines('bulk writes', (store) => {
  const operations = [
    { insertOne: { document: { _id: 'a' } } },
    { insertOne: { document: { _id: 'taken' } } },
    { insertOne: { document: { _id: 'b' } } },
    { updateOne: { filter: { _id: 'taken' }, update: { $set: { n: 2 } } } },
  ]
  const writeErrorsOf = (error: mongoose.mongo.MongoBulkWriteError) =>
    (error.writeErrors as mongoose.mongo.WriteError[]).map(({ index, code }) => ({ index, code }))

  it('counts what was done', async () => {
    const rows = store().collection()
    await rows.insertMany(['x', 'y'].map((_id) => ({ _id, n: 1 })))
    const result = await rows.bulkWrite([
      { insertOne: { document: { _id: 'a' } } },
      { updateMany: { filter: { n: 1 }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { _id: 'u' }, update: { $set: { n: 1 } }, upsert: true } },
      { replaceOne: { filter: { _id: 'x' }, replacement: { n: 5 } } },
      { deleteOne: { filter: { _id: 'y' } } },
    ])
    assert.equal(result.insertedCount, 1)
    assert.deepEqual(result.insertedIds, { 0: 'a' })
    assert.equal(result.matchedCount, 3)
    assert.equal(result.modifiedCount, 3)
    assert.deepEqual(result.upsertedIds, { 2: 'u' })
    assert.equal(result.deletedCount, 1)
    assert.deepEqual(await idsOf(rows), ['a', 'u', 'x'])
  })

  it('ordered: keeps what stands before the first error', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'taken' })
    const error = await refused(rows.bulkWrite(operations))
    assert.equal(error.code, 11000)
    assert.deepEqual(writeErrorsOf(error), [{ index: 1, code: 11000 }])
    assert.equal(error.insertedCount, 1)
    assert.deepEqual(await rows.find({}, { sort: { _id: 1 } }).toArray(), [
      { _id: 'a' },
      { _id: 'taken' },
    ])
  })

  it('unordered: keeps all that succeeds', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'taken' })
    const error = await refused(rows.bulkWrite(operations, { ordered: false }))
    assert.deepEqual(writeErrorsOf(error), [{ index: 1, code: 11000 }])
    assert.equal(error.insertedCount, 2)
    assert.equal(error.result.modifiedCount, 1)
    assert.deepEqual(await rows.find({}, { sort: { _id: 1 } }).toArray(), [
      { _id: 'a' },
      { _id: 'b' },
      { _id: 'taken', n: 2 },
    ])
  })

  it('insertMany follows the same rule', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'taken' })
    const documents = () => ['a', 'taken', 'b'].map((_id) => ({ _id }))
    const first = await refused(rows.insertMany(documents()))
    assert.equal(first.insertedCount, 1)
    await rows.deleteOne({ _id: 'a' })
    const second = await refused(rows.insertMany(documents(), { ordered: false }))
    assert.equal(second.insertedCount, 2)
    assert.equal(await rows.countDocuments({}), 3)
  })
})
