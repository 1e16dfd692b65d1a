/** https://www.mongodb.com/docs/manual/indexes/ and collections, as far as a store prepares them. */
import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import { overEngines } from './engines.ts'

overEngines('indexes and collections', (store) => {
  it('creates, lists and drops indexes; creating one again is no error', async () => {
    const rows = store().collection()
    assert.equal(await rows.createIndex({ t: 1, n: -1 }), 't_1_n_-1')
    assert.equal(await rows.createIndex({ t: 1, n: -1 }), 't_1_n_-1')
    assert.equal(await rows.createIndex({ u: 1 }, { unique: true, name: 'only' }), 'only')
    const listed = await rows.listIndexes().toArray()
    const told = listed.map(({ name, key, unique }) => ({ name, key, unique: unique === true }))
    assert.deepEqual(told, [
      { name: '_id_', key: { _id: 1 }, unique: false },
      { name: 't_1_n_-1', key: { t: 1, n: -1 }, unique: false },
      { name: 'only', key: { u: 1 }, unique: true },
    ])
    await rows.dropIndex('only')
    assert.equal((await rows.listIndexes().toArray()).length, 2)
  })

  it('a unique index refuses a second value with code 11000', async () => {
    const rows = store().collection()
    await rows.createIndex({ u: 1 }, { unique: true })
    await rows.insertOne({ _id: 'a', u: 1 })
    const hit = (error: unknown) => {
      assert.ok(error instanceof mongoose.mongo.MongoServerError)
      assert.equal(error.code, 11000)
      assert.deepEqual(error.keyPattern, { u: 1 })
      assert.deepEqual(error.keyValue, { u: 1 })
      return true
    }
    await assert.rejects(rows.insertOne({ _id: 'b', u: 1 }), hit)
    await rows.insertOne({ _id: 'b', u: 2 })
    await assert.rejects(rows.updateOne({ _id: 'b' }, { $set: { u: 1 } }), hit)
    await rows.deleteOne({ _id: 'a' })
    await rows.updateOne({ _id: 'b' }, { $set: { u: 1 } })
    assert.equal(await rows.countDocuments({ u: 1 }), 1)
  })

  it('answers the same with an index as without', async () => {
    const rows = store().collection()
    await rows.insertMany(
      Array.from({ length: 50 }, (_, n) => ({ _id: `r${n}`, t: n % 2 ? 'odd' : 'even', n })),
    )
    const ask = () =>
      rows.find({ t: 'odd', n: { $gte: 10, $lt: 20 } }, { sort: { n: -1 }, limit: 3 }).toArray()
    const without = await ask()
    await rows.createIndex({ t: 1, n: 1 })
    assert.deepEqual(await ask(), without)
    assert.deepEqual(
      without.map(({ n }) => n),
      [19, 17, 15],
    )
  })

  it('lists and drops collections', async () => {
    const { connection } = store()
    const rows = store().collection()
    await rows.insertOne({ _id: 'a' })
    const names = async () => (await connection.listCollections()).map(({ name }) => name)
    assert.ok((await names()).includes(rows.collectionName))
    await connection.dropCollection(rows.collectionName)
    assert.ok(!(await names()).includes(rows.collectionName))
    assert.equal(await rows.countDocuments({}), 0)
  })
})
