/** https://www.mongodb.com/docs/manual/crud/ as far as the closed list of storage.md 6 goes. */
import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import { overEngines } from './engines.ts'

const { ObjectId, Binary, MongoServerError } = mongoose.mongo

overEngines('crud', (store) => {
  it('inserts, finds, counts and lists distinct values', async () => {
    const rows = store().collection()
    const one = await rows.insertOne({ _id: 'a', n: 1, tags: ['x', 'y'] })
    assert.deepEqual(one, { acknowledged: true, insertedId: 'a' })
    const many = await rows.insertMany([
      { _id: 'b', n: 2, tags: ['y'] },
      { _id: 'c', n: 3 },
    ])
    assert.deepEqual(many, {
      acknowledged: true,
      insertedCount: 2,
      insertedIds: { 0: 'b', 1: 'c' },
    })
    assert.deepEqual(await rows.findOne({ _id: 'a' }), { _id: 'a', n: 1, tags: ['x', 'y'] })
    assert.equal(await rows.findOne({ _id: 'z' }), null)
    assert.equal(await rows.countDocuments({ tags: 'y' }), 2)
    assert.equal(await rows.countDocuments({ tags: 'y' }, { limit: 1 }), 1)
    assert.equal(await rows.estimatedDocumentCount(), 3)
    assert.deepEqual((await rows.distinct('tags')).sort(), ['x', 'y'])
    assert.deepEqual(await rows.distinct('tags', { n: { $gt: 1 } }), ['y'])
  })

  it('keeps every type of value', async () => {
    const rows = store().collection()
    const row = {
      _id: 'a',
      text: 'é¦\u{1F600}',
      integer: 7,
      fraction: 0.1,
      yes: true,
      none: null,
      at: new Date(1_700_000_000_123),
      id: new ObjectId('65f000000000000000000001'),
      bytes: new Binary(Buffer.from([0, 255, 7])),
      nested: { list: [{ at: new Date(0) }, { id: new ObjectId('65f000000000000000000002') }] },
      empty: {},
      emptyList: [],
    }
    await rows.insertOne(row as { _id: string })
    assert.deepEqual(await rows.findOne({ _id: 'a' }), row)
    const any = rows as unknown as mongoose.mongo.Collection
    assert.equal(await any.countDocuments({ at: row.at, id: row.id }), 1)
    assert.equal(await any.countDocuments({ at: { $gt: row.at } }), 0)
  })

  it('drops undefined and turns maps into objects, as BSON would', async () => {
    const rows = store().collection()
    const sent = { _id: 'a', gone: undefined, map: new Map([['k', { v: 1 }]]) }
    await rows.insertOne(sent, { ignoreUndefined: true })
    assert.deepEqual(await rows.findOne({ _id: 'a' }), { _id: 'a', map: { k: { v: 1 } } })
  })

  it('makes an ObjectId where no _id is given, also on the sent document', async () => {
    const rows = store().collection()
    const sent = { n: 1 } as unknown as { _id: string }
    const { insertedId } = await rows.insertOne(sent)
    assert.ok((insertedId as unknown) instanceof ObjectId)
    assert.equal(sent._id, insertedId)
    assert.equal(await rows.countDocuments({ _id: insertedId }), 1)
  })

  it('updates and replaces', async () => {
    const rows = store().collection()
    await rows.insertMany([
      { _id: 'a', n: 1, tags: ['x'] },
      { _id: 'b', n: 1 },
    ])
    const none = { acknowledged: true, upsertedCount: 0, upsertedId: null }
    assert.deepEqual(
      await rows.updateOne(
        { _id: 'a' },
        { $inc: { n: 2 }, $push: { tags: 'y' }, $set: { s: 'v' } },
      ),
      { ...none, matchedCount: 1, modifiedCount: 1 },
    )
    assert.deepEqual(await rows.findOne({ _id: 'a' }), { _id: 'a', n: 3, tags: ['x', 'y'], s: 'v' })
    assert.deepEqual(await rows.updateOne({ _id: 'a' }, { $set: { n: 3 } }), {
      ...none,
      matchedCount: 1,
      modifiedCount: 0,
    })
    assert.deepEqual(await rows.updateMany({}, { $set: { m: 1 }, $max: { n: 2 } }), {
      ...none,
      matchedCount: 2,
      modifiedCount: 2,
    })
    assert.deepEqual(await rows.updateOne({ _id: 'z' }, { $set: { n: 1 } }), {
      ...none,
      matchedCount: 0,
      modifiedCount: 0,
    })
    await rows.updateOne({ _id: 'a' }, { $addToSet: { tags: 'x' }, $unset: { s: 1, m: 1 } })
    await rows.updateOne({ _id: 'a' }, { $pull: { tags: 'y' } })
    assert.deepEqual(await rows.findOne({ _id: 'a' }), { _id: 'a', n: 3, tags: ['x'] })
    await rows.replaceOne({ _id: 'b' }, { only: 1 })
    assert.deepEqual(await rows.findOne({ _id: 'b' }), { _id: 'b', only: 1 })
  })

  it('upserts by _id', async () => {
    const rows = store().collection()
    const update = { $set: { n: 1 }, $setOnInsert: { first: true } }
    assert.deepEqual(await rows.updateOne({ _id: 'a' }, update, { upsert: true }), {
      acknowledged: true,
      matchedCount: 0,
      modifiedCount: 0,
      upsertedCount: 1,
      upsertedId: 'a',
    })
    assert.deepEqual(await rows.findOne({ _id: 'a' }), { _id: 'a', n: 1, first: true })
    const again = await rows.updateOne(
      { _id: 'a' },
      { $set: { n: 2 }, $setOnInsert: { first: false } },
      { upsert: true },
    )
    assert.equal(again.upsertedCount, 0)
    assert.deepEqual(await rows.findOne({ _id: 'a' }), { _id: 'a', n: 2, first: true })
    const replaced = await rows.replaceOne({ _id: 'b' }, { n: 9 }, { upsert: true })
    assert.equal(replaced.upsertedId, 'b')
  })

  it('compares a counter in the filter, so that no update is lost', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'a', n: 1 })
    const attempts = await Promise.all(
      [1, 2, 3].map((by) => rows.updateOne({ _id: 'a', n: 1 }, { $set: { by }, $inc: { n: 1 } })),
    )
    assert.deepEqual(attempts.map(({ matchedCount }) => matchedCount).sort(), [0, 0, 1])
  })

  it('finds and changes in one step', async () => {
    const rows = store().collection()
    await rows.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 2 },
    ])
    const change = { $set: { m: 1 } }
    assert.deepEqual(await rows.findOneAndUpdate({}, change, { sort: { n: -1 } }), {
      _id: 'b',
      n: 2,
    })
    assert.deepEqual(
      await rows.findOneAndUpdate({ _id: 'a' }, change, {
        returnDocument: 'after',
        projection: { m: 1 },
      }),
      { _id: 'a', m: 1 },
    )
    assert.equal(await rows.findOneAndUpdate({ _id: 'z' }, change), null)
    const upserted = await rows.findOneAndUpdate({ _id: 'u' }, change, {
      upsert: true,
      includeResultMetadata: true,
    })
    assert.equal(upserted.value, null)
    assert.deepEqual(upserted.lastErrorObject, { n: 1, updatedExisting: false, upserted: 'u' })
    assert.deepEqual(
      await rows.findOneAndReplace({ _id: 'a' }, { only: 1 }, { returnDocument: 'after' }),
      { _id: 'a', only: 1 },
    )
    assert.deepEqual(await rows.findOneAndDelete({ _id: 'a' }), { _id: 'a', only: 1 })
    assert.equal(await rows.findOneAndDelete({ _id: 'a' }), null)
  })

  it('deletes', async () => {
    const rows = store().collection()
    await rows.insertMany(['a', 'b', 'c'].map((_id) => ({ _id })))
    assert.deepEqual(await rows.deleteOne({ _id: 'a' }), { acknowledged: true, deletedCount: 1 })
    assert.deepEqual(await rows.deleteOne({ _id: 'a' }), { acknowledged: true, deletedCount: 0 })
    assert.deepEqual(await rows.deleteMany({}), { acknowledged: true, deletedCount: 2 })
  })

  it('answers a second _id with code 11000, what was hit, and keeps the first', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'a', n: 1 })
    await assert.rejects(rows.insertOne({ _id: 'a', n: 2 }), (error) => {
      assert.ok(error instanceof MongoServerError)
      assert.equal(error.code, 11000)
      assert.deepEqual(error.keyPattern, { _id: 1 })
      assert.deepEqual(error.keyValue, { _id: 'a' })
      return true
    })
    assert.deepEqual(await rows.findOne({ _id: 'a' }), { _id: 'a', n: 1 })
  })
})
