/** What is outside the closed list is refused aloud, never ignored (storage.md 6). MongoDB would serve these. */
import assert from 'node:assert/strict'
import { type Opened, overEngines } from './engines.ts'

type Rows = ReturnType<Opened['collection']>

const refusals: readonly (readonly [string, (rows: Rows) => Promise<unknown>])[] = [
  ['collation', (rows) => rows.find({}, { collation: { locale: 'en' } }).toArray()],
  ['skip', (rows) => rows.find({}, { skip: 1001 }).toArray()],
  [
    'arrayFilters',
    (rows) => rows.updateOne({}, { $set: { 'a.$[x]': 1 } }, { arrayFilters: [{ x: 1 }] }),
  ],
  [
    'collation',
    (rows) => rows.bulkWrite([{ deleteOne: { filter: {}, collation: { locale: 'en' } } }]),
  ],
  ['a\\.\\$', (rows) => rows.updateOne({ a: 1 }, { $set: { 'a.$': 1 } })],
  ['a\\.0', (rows) => rows.updateOne({ _id: 'a' }, { $set: { 'a.0': 2 } })],
  ['pipeline', (rows) => rows.updateOne({ _id: 'a' }, [{ $set: { n: 1 } }])],
  ['\\$where', (rows) => rows.find({ $where: 'true' }).toArray()],
  ['\\$expr', (rows) => rows.countDocuments({ $expr: { $eq: ['$a', '$b'] } })],
  ['\\$ne', (rows) => rows.find({ a: { $ne: 1 } }).toArray()],
  ['\\$not', (rows) => rows.find({ a: { $not: { $gt: 1 } } }).toArray()],
  ['\\$regex', (rows) => rows.find({ a: { $regex: 'middle' } }).toArray()],
  ['\\$lookup', (rows) => rows.aggregate([{ $lookup: { from: 'x', as: 'y' } }]).toArray()],
  ['\\$rename', (rows) => rows.updateMany({}, { $rename: { a: 'b' } })],
  ['upsert', (rows) => rows.updateOne({ a: 2 }, { $set: { n: 1 } }, { upsert: true })],
  ['expireAfterSeconds', (rows) => rows.createIndex({ at: 1 }, { expireAfterSeconds: 1 })],
  ['text', (rows) => rows.createIndex({ a: 'text' })],
]

overEngines('refusals', (store, engine) => {
  if (engine.kind === 'mongodb') return

  for (const [named, ask] of refusals) {
    it(`${named} in ${ask.toString().match(/rows\s*\.(\w+)/)?.[1]}`, async () => {
      const rows = store().collection()
      await rows.insertOne({ _id: 'a', a: [1] })
      await assert.rejects(
        async () => ask(rows),
        (error: Error) => {
          assert.match(error.message, new RegExp(named))
          return true
        },
      )
      assert.deepEqual(await rows.find({}).toArray(), [{ _id: 'a', a: [1] }])
    })
  }

  it('watch, and the bulkWrite of a client', async () => {
    const { connection } = store()
    const rows = store().collection()
    const watching = async () => {
      const stream = rows.watch()
      try {
        await stream.next()
      } finally {
        await stream.close()
      }
    }
    await assert.rejects(watching, /NotSupported|no such command|\$changeStream/)
    const model = { name: 'insertOne', namespace: 'test.x', document: { _id: 'a' } } as const
    await assert.rejects(async () => connection.getClient().bulkWrite([model as never]))
  })

  it('a null comparison', async () => {
    const rows = store().collection()
    await rows.insertOne({ _id: 'a', a: 1 })
    await assert.rejects(rows.find({ a: null }).toArray(), /null/)
    await assert.rejects(rows.find({ a: { $lte: null } }).toArray(), /null/)
  })
})
