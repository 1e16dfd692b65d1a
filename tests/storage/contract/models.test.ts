/** Real mongoose models on every engine: what `storage/models` rests on. */
import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import { overEngines } from './engines.ts'

overEngines('mongoose models', (store) => {
  const strict = { versionKey: false, strict: 'throw', autoIndex: false } as const

  function models(name: string) {
    const { connection } = store()
    const author = new mongoose.Schema({ _id: String, name: String }, strict)
    const book = new mongoose.Schema(
      {
        _id: String,
        title: { type: String, required: true },
        author: { type: String, ref: `${name}Author` },
        tags: [String],
        chapters: [new mongoose.Schema({ title: String, pages: Number }, { _id: false })],
        at: Date,
        notes: { type: Map, of: String },
      },
      strict,
    )
    return {
      Author: connection.model(`${name}Author`, author, `${name}Authors`),
      Book: connection.model(`${name}Book`, book, `${name}Books`),
    }
  }

  it('creates, hydrates, saves what has changed, reads lean', async () => {
    const { Book } = models('save')
    await Book.create({
      _id: 'b',
      title: 'One',
      tags: ['x'],
      chapters: [{ title: 'First', pages: 3 }],
      at: new Date(5),
      notes: { k: 'v' },
    })
    const book = await Book.findById('b')
    assert.ok(book)
    book.tags.push('y')
    book.set('chapters', [{ title: 'First', pages: 4 }])
    book.notes?.set('m', 'w')
    await book.save()
    assert.deepEqual(await Book.findById('b').lean(), {
      _id: 'b',
      title: 'One',
      tags: ['x', 'y'],
      chapters: [{ title: 'First', pages: 4 }],
      at: new Date(5),
      notes: { k: 'v', m: 'w' },
    })
    await book.deleteOne()
    assert.equal(await Book.exists({ _id: 'b' }), null)
  })

  it('keeps optimistic concurrency', async () => {
    const schema = new mongoose.Schema(
      { _id: String, n: Number },
      { optimisticConcurrency: true, autoIndex: false },
    )
    const Counter = store().connection.model('versioned', schema, 'versioned')
    await Counter.create({ _id: 'c', n: 1 })
    const [first, second] = await Promise.all([Counter.findById('c'), Counter.findById('c')])
    first?.set('n', 2)
    second?.set('n', 3)
    await first?.save()
    await assert.rejects(async () => second?.save(), mongoose.Error.VersionError)
  })

  it('populates', async () => {
    const { Author, Book } = models('populate')
    await Author.create({ _id: 'a', name: 'Siti' })
    await Book.insertMany([
      { _id: 'b', title: 'One', author: 'a' },
      { _id: 'c', title: 'Two', author: 'a' },
    ])
    const [found] = await Book.find({}).sort({ _id: 1 }).populate('author').lean()
    assert.deepEqual(found?.author, { _id: 'a', name: 'Siti' })
  })

  it('streams, counts, lists distinct values, asks whether one exists', async () => {
    const { Book } = models('stream')
    await Book.insertMany(
      Array.from({ length: 30 }, (_, n) => ({
        _id: `b${n}`,
        title: n % 2 ? 'odd' : 'even',
        tags: [],
      })),
    )
    let seen = 0
    for await (const _book of Book.find({ title: 'odd' }).lean().cursor({ batchSize: 4 })) seen++
    assert.equal(seen, 15)
    assert.equal(await Book.countDocuments({ title: 'odd' }), 15)
    assert.deepEqual((await Book.distinct('title')).sort(), ['even', 'odd'])
    assert.deepEqual(await Book.exists({ _id: 'b3' }), { _id: 'b3' })
  })

  it('updates through queries, one step and bulk', async () => {
    const { Book } = models('update')
    await Book.create({ _id: 'b', title: 'One' })
    const changed = await Book.findOneAndUpdate(
      { _id: 'b' },
      { $set: { title: 'Two' }, $addToSet: { tags: 'x' } },
      { returnDocument: 'after' },
    ).lean()
    assert.equal(changed?.title, 'Two')
    const result = await Book.bulkWrite([
      { updateOne: { filter: { _id: 'b' }, update: { $set: { title: 'Three' } } } },
      { insertOne: { document: { _id: 'c', title: 'New' } } },
    ])
    assert.equal(result.insertedCount + result.modifiedCount, 2)
    assert.equal((await Book.findByIdAndDelete('c').lean())?.title, 'New')
    assert.equal((await Book.deleteMany({ _id: 'b' })).deletedCount, 1)
  })

  it('refuses what the schema does not know, before any engine sees it', async () => {
    const { Book } = models('strict')
    await assert.rejects(Book.create([{ _id: 'b', title: 'One', other: 1 } as object]), /strict/i)
    await assert.rejects(Book.create({ _id: 'b' }), mongoose.Error.ValidationError)
  })
})
