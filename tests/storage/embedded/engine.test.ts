/** The doorway of the engine: transactions, savepoints, two connections on one file, and what is refused. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { bson } from '#storage/embedded/bson.ts'
import { type Engine, type Method, openEngine } from '#storage/embedded/engine.ts'
import { indexesOf, memory } from './engine-calls.ts'

describe('storage/embedded/engine', () => {
  let directory: string
  let path: string
  let opened: Engine[]
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'engine-'))
    path = join(directory, 'data.db')
    opened = []
  })
  afterEach(() => {
    for (const engine of opened) engine.close()
    rmSync(directory, { recursive: true })
  })

  function open(readonly: boolean) {
    const engine = openEngine(path, { readonly })
    opened.push(engine)
    const call = <T = unknown>(method: Method, args: object = {}, collection = 'things') =>
      engine.execute({ collection, method, args }) as T
    return { engine, call }
  }

  it('keeps what was committed, in a file for the owner alone', () => {
    const first = open(false)
    first.call('insertMany', { documents: [{ _id: 1, a: new Date(5) }] })
    assert.equal(statSync(path).mode & 0o777, 0o600)
    const again = open(true)
    assert.deepEqual(again.call('find'), [{ _id: 1, a: new Date(5) }])
  })

  it('a reader sees the commits of the writer, its collections and its indexes', () => {
    const writer = open(false)
    const reader = open(true)
    assert.deepEqual(reader.call('find', { filter: { _id: 1 } }), [])
    const before = reader.engine.changed()
    writer.call('insertMany', { documents: [{ _id: 1, a: 5 }] })
    assert.notEqual(reader.engine.changed(), before)
    assert.deepEqual(reader.call('find', { filter: { _id: 1 } }), [{ _id: 1, a: 5 }])
    writer.call('createIndexes', indexesOf({ a: 1 }))
    assert.equal(reader.call<{ driver: string }>('explain', { filter: { a: 5 } }).driver, 'a_1')
    writer.call('updateOne', { filter: { _id: 1 }, update: { $set: { a: [1, 9] } } })
    assert.equal(reader.call('count', { filter: { a: { $gt: 3, $lt: 7 } } }), 1)
    writer.call('dropCollection')
    writer.call('insertMany', { documents: [{ _id: 1, b: 1 }] })
    assert.deepEqual(reader.call('find', { filter: { _id: 1 } }), [{ _id: 1, b: 1 }])
  })

  it('a reader cannot write', () => {
    open(false)
    const reader = open(true)
    assert.throws(() => reader.call('insertMany', { documents: [{ _id: 1 }] }))
    assert.deepEqual(reader.call('find'), [])
  })

  it('what is open is not seen by others until it is committed, and never if it is rolled back', () => {
    const writer = open(false)
    const reader = open(true)
    writer.call('createCollection')
    writer.engine.begin()
    writer.call('insertMany', { documents: [{ _id: 1 }] })
    assert.equal(writer.call('count'), 1)
    assert.equal(reader.call('count'), 0)
    writer.engine.commit()
    assert.equal(reader.call('count'), 1)
    writer.engine.begin()
    writer.call('deleteMany', { filter: {} })
    writer.call('createIndexes', indexesOf({ a: 1 }))
    writer.call('createCollection', {}, 'other')
    writer.engine.rollback()
    assert.equal(writer.call('count'), 1)
    assert.deepEqual(writer.call('listCollections'), [{ name: 'things', type: 'collection' }])
    assert.equal(writer.call<object[]>('listIndexes').length, 1)
    assert.deepEqual(writer.engine.check(), [])
  })

  it('an operation can be undone alone, with the collection it made', () => {
    const { engine, call } = open(false)
    engine.begin()
    engine.savepoint()
    call('insertMany', { documents: [{ _id: 1 }] })
    engine.release()
    engine.savepoint()
    call('insertMany', { documents: [{ _id: 2 }] })
    call('insertMany', { documents: [{ _id: 1 }] }, 'other')
    engine.undo()
    engine.commit()
    assert.deepEqual(call('find'), [{ _id: 1 }])
    assert.deepEqual(call('find', {}, 'other'), [])
    assert.equal(call<object[]>('listCollections').length, 1)
  })

  it('a snapshot sees one state', () => {
    const writer = open(false)
    const reader = open(true)
    writer.call('insertMany', { documents: [{ _id: 1 }] })
    reader.engine.snapshot(() => {
      assert.equal(reader.call('count'), 1)
      writer.call('insertMany', { documents: [{ _id: 2 }] })
      assert.equal(reader.call('count'), 1)
    })
    assert.equal(reader.call('count'), 2)
  })

  it('a second writer is told that the file is busy', () => {
    const first = open(false)
    const second = open(false)
    first.engine.begin()
    assert.throws(() => second.engine.begin(), { errcode: 5 })
    first.engine.commit()
    second.engine.begin()
    second.engine.rollback()
  })

  it('refuses a file of another program, or of a later format', () => {
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE x (a)')
    other.close()
    assert.throws(() => openEngine(path, { readonly: false }), { codeName: 'BadValue' })
    path = join(directory, 'later.db')
    open(false)
    const later = new DatabaseSync(path)
    later.exec('UPDATE format SET number = 99')
    later.close()
    assert.throws(() => openEngine(path, { readonly: true }), { codeName: 'BadValue' })
  })

  it('keeps the text apart, and large bytes as they are', () => {
    const { call } = open(false)
    call('createCollection', { textField: 'json' })
    const bytes = new bson.Binary(Buffer.alloc(5_000, 7))
    const other = { _id: new bson.ObjectId('64b7f1f77bcf86cd79943901'), json: 'other' }
    const documents = [
      { _id: 'a', json: 'text', bytes, at: new Date(1) },
      other,
      { _id: 'c', n: 1 },
    ]
    call('insertMany', { documents })
    assert.deepEqual(call('find', { sort: { n: 1, _id: 1 } }), [
      documents[0],
      documents[1],
      documents[2],
    ])
    assert.deepEqual(call('find', { filter: { json: 'text' } }), [documents[0]])
    assert.equal(call('count', { filter: { json: { $exists: true } } }), 2)
    const texts = call('find', { filter: {}, projection: { json: 1 } })
    assert.deepEqual(texts, [{ _id: 'a', json: 'text' }, other, { _id: 'c' }])
    call('updateOne', {
      filter: { _id: 'a' },
      update: { $set: { json: 'new' }, $unset: { bytes: '' } },
    })
    assert.deepEqual(call('find', { filter: { _id: 'a' } }), [
      { _id: 'a', json: 'new', at: new Date(1) },
    ])
    call('createCollection', { textField: 'json' })
    assert.throws(() => call('createCollection', {}), { code: 48 })
  })

  const refused: [string, Method, object, string][] = [
    ['a skip above 1,000', 'find', { skip: 1_001 }, 'NotSupported'],
    ['a negative limit', 'find', { limit: -1 }, 'BadValue'],
    [
      'a sort that is no direction',
      'find',
      { sort: { a: { $meta: 'textScore' } } },
      'NotSupported',
    ],
    ['a sort on an array', 'find', { sort: { list: 1 } }, 'NotSupported'],
    ['a projection into a field', 'find', { projection: { 'a.b': 1 } }, 'NotSupported'],
    ['a projection by operator', 'find', { projection: { a: { $slice: 1 } } }, 'NotSupported'],
    ['a projection in and out', 'find', { projection: { a: 1, b: 0 } }, 'BadValue'],
    ['an array as _id', 'insertMany', { documents: [{ _id: [1] }] }, ''],
    [
      'arrayFilters',
      'bulkWrite',
      { operations: [{ updateOne: { filter: {}, update: {}, arrayFilters: [] } }] },
      'NotSupported',
    ],
    ['an unknown operation', 'bulkWrite', { operations: [{ rename: {} }] }, 'NotSupported'],
    ['an unknown method', 'watch' as Method, {}, 'NotSupported'],
  ]
  for (const [name, method, args, codeName] of refused) {
    it(`refuses ${name}`, () => {
      const { call } = memory()
      call('insertMany', { documents: [{ _id: 1, list: [1] }] })
      if (codeName) assert.throws(() => call(method, args), { codeName })
      else assert.ok(call<{ writeErrors?: object[] }>(method, args).writeErrors)
    })
  }

  it('an ordered bulk write stops at the first error, an unordered one goes on', () => {
    const operations = [
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 1 } } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { a: 1 } }, upsert: true } },
      { updateMany: { filter: {}, update: { $set: { b: 1 } } } },
      { replaceOne: { filter: { _id: 2 }, replacement: { c: 1 } } },
      { deleteOne: { filter: { _id: 1 } } },
    ]
    for (const ordered of [true, false]) {
      const { call } = memory()
      const answer = call<Record<string, unknown>>('bulkWrite', { operations, ordered })
      const { writeErrors, ...counts } = answer
      assert.deepEqual(
        (writeErrors as { index: number }[]).map(({ index }) => index),
        [1],
      )
      assert.deepEqual(counts, {
        insertedCount: 1,
        matchedCount: ordered ? 0 : 3,
        modifiedCount: ordered ? 0 : 3,
        deletedCount: ordered ? 0 : 1,
        upsertedCount: ordered ? 0 : 1,
        insertedIds: { 0: 1 },
        upsertedIds: ordered ? {} : { 2: 2 },
      })
      assert.deepEqual(call('find'), ordered ? [{ _id: 1 }] : [{ _id: 2, c: 1 }])
    }
  })
})
