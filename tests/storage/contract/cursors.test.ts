/** https://www.mongodb.com/docs/manual/core/cursors/ */
import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import { type Opened, overEngines } from './engines.ts'

async function filled(store: Opened, length: number) {
  const rows = store.collection()
  const documents = Array.from({ length }, (_, n) => ({ _id: `r${String(n).padStart(5, '0')}`, n }))
  await rows.insertMany(documents)
  return { rows, documents }
}

overEngines('cursors', (store) => {
  it('sorts, skips, limits and projects', async () => {
    const { rows } = await filled(store(), 20)
    const found = await rows
      .find(
        { n: { $gte: 5 } },
        { sort: { n: -1 }, skip: 2, limit: 3, projection: { _id: 0, n: 1 } },
      )
      .toArray()
    assert.deepEqual(found, [{ n: 17 }, { n: 16 }, { n: 15 }])
    const [without] = await rows.find({}, { limit: 1, projection: { n: 0 } }).toArray()
    assert.deepEqual(Object.keys(without ?? {}), ['_id'])
  })

  it('gives every row once, in slices, whatever the size of a batch', async () => {
    const { rows, documents } = await filled(store(), 2500)
    assert.equal((await rows.find({}).toArray()).length, 2500)
    for (const batchSize of [7, 1000, 2500]) {
      const found = await rows.find({}, { sort: { _id: 1 }, batchSize }).toArray()
      assert.deepEqual(found, documents)
    }
    const backwards = await rows.find({}, { sort: { _id: -1 }, limit: 1500 }).toArray()
    assert.deepEqual(backwards, documents.slice(1000).reverse())
    const part = await rows.find({ n: { $lt: 1800 } }, { sort: { _id: 1 } }).toArray()
    assert.deepEqual(part, documents.slice(0, 1800))
  })

  it('gives ids of different types in one order', async () => {
    const rows = store().collection()
    const ids = [1, 2, 'a', 'b', 'c', new mongoose.mongo.ObjectId('65f000000000000000000001')]
    await rows.insertMany(ids.map((_id) => ({ _id }) as unknown as { _id: string }))
    for (const batchSize of [1, 2, 3, 6, 7]) {
      const up = await rows.find({}, { sort: { _id: 1 }, batchSize }).toArray()
      assert.deepEqual(
        up.map(({ _id }) => String(_id)),
        ids.map(String),
      )
      const down = await rows.find({}, { sort: { _id: -1 }, batchSize }).toArray()
      assert.deepEqual(down, up.reverse())
    }
  })

  it('goes step by step, and as an iterator that may be left', async () => {
    const { rows } = await filled(store(), 5)
    const cursor = rows.find({}, { sort: { n: 1 } })
    assert.equal(await cursor.hasNext(), true)
    assert.equal((await cursor.next())?.n, 0)
    assert.deepEqual(
      (await cursor.toArray()).map(({ n }) => n),
      [1, 2, 3, 4],
    )
    const seen: unknown[] = []
    for await (const { n } of rows.find({}, { sort: { n: 1 }, batchSize: 2 })) {
      seen.push(n)
      if (n === 2) break
    }
    assert.deepEqual(seen, [0, 1, 2])
    const closed = rows.find({})
    await closed.close()
    assert.equal(closed.closed, true)
  })

  it('aggregates for statistics', async () => {
    const { rows } = await filled(store(), 10)
    const answer = await rows
      .aggregate([
        { $match: { n: { $gte: 4 } } },
        { $group: { _id: null, sum: { $sum: '$n' }, count: { $sum: 1 } } },
      ])
      .toArray()
    assert.deepEqual(answer, [{ _id: null, sum: 39, count: 6 }])
  })

  it('finds what a write that was awaited has left', async () => {
    const rows = store().collection()
    for (let n = 0; n < 20; n++) {
      await rows.insertOne({ _id: `r${n}` })
      assert.equal(await rows.countDocuments({}), n + 1)
    }
  })
})
