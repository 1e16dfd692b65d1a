/** Indexes: one row per element, one array per document, unique keys, built before or after the documents. */
import assert from 'node:assert/strict'
import { indexesOf, memory } from './engine-calls.ts'

describe('storage/embedded/index-admin', () => {
  it('names, lists and drops', () => {
    const { call } = memory()
    assert.throws(() => call('listIndexes'), { codeName: 'NamespaceNotFound' })
    const made = call('createIndexes', {
      indexes: [{ key: { a: 1, b: -1 } }, { key: { c: 1 }, name: 'mine', unique: true }],
    })
    assert.deepEqual(made, ['a_1_b_-1', 'mine'])
    assert.deepEqual(call('listIndexes'), [
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1' },
      { v: 2, key: { c: 1 }, name: 'mine', unique: true },
    ])
    call('dropIndex', { name: 'mine' })
    assert.equal(call<object[]>('listIndexes').length, 2)
    assert.throws(() => call('dropIndex', { name: 'mine' }), { codeName: 'IndexNotFound' })
    assert.throws(() => call('dropIndex', { name: '_id_' }), { codeName: 'BadValue' })
  })

  it('made again it is the same, otherwise a conflict', () => {
    const { call } = memory()
    const make = (index: object) => call('createIndexes', { indexes: [index] })
    make({ key: { a: 1 } })
    make({ key: { a: 1 } })
    make({ key: { _id: 1 } })
    assert.equal(call<object[]>('listIndexes').length, 2)
    assert.throws(() => make({ key: { b: 1 }, name: 'a_1' }), { code: 86 })
    assert.throws(() => make({ key: { a: 1 }, name: 'other' }), { code: 85 })
    assert.throws(() => make({ key: { a: 1 }, unique: true }), { code: 86 })
  })

  for (const [index, what] of [
    [{ key: { a: 'text' } }, /kind text at a/],
    [{ key: { a: 1 }, sparse: true }, /option sparse/],
    [{ key: { a: 1 }, expireAfterSeconds: 1 }, /option expireAfterSeconds/],
    [{ key: { a: 1 }, partialFilterExpression: {} }, /option partialFilterExpression/],
    [{ key: { a: 1 }, collation: {} }, /option collation/],
    [{ key: { 'a.$**': 1 } }, /at a\.\$\*\*/],
  ] as const) {
    it(`refuses ${JSON.stringify(index)}`, () => {
      const { call } = memory()
      const refusal = { codeName: 'NotSupported', message: what }
      assert.throws(() => call('createIndexes', { indexes: [index] }), refusal)
    })
  }

  it('refuses two arrays in one index, wherever they come from', () => {
    const { call } = memory()
    call('createIndexes', indexesOf({ a: 1, b: 1 }))
    call('insertMany', {
      documents: [
        { _id: 1, a: [1, 2], b: 1 },
        { _id: 2, a: 1, b: [1, 2] },
      ],
    })
    const both = { documents: [{ _id: 3, a: [1], b: [1] }] }
    const { writeErrors } = call<{ writeErrors: { code: number }[] }>('insertMany', both)
    assert.equal(writeErrors[0]?.code, 171)
    assert.throws(() => call('updateOne', { filter: { _id: 1 }, update: { $set: { b: [] } } }), {
      code: 171,
    })
    assert.deepEqual(call('find', { filter: { a: 1, b: 2 } }), [{ _id: 2, a: 1, b: [1, 2] }])
    call('insertMany', { documents: [{ _id: 1, x: [1], y: [1] }] }, 'other')
    assert.throws(() => call('createIndexes', indexesOf({ x: 1, y: 1 }), 'other'), { code: 171 })
  })

  it('refuses an array within an array', () => {
    const { call } = memory()
    call('createIndexes', indexesOf({ a: 1 }))
    const nested = { documents: [{ _id: 1, a: [[1]] }] }
    assert.throws(() => call('insertMany', nested), { codeName: 'NotSupported' })
    assert.equal(call('count'), 0)
  })

  it('two ranges on an array may be met by different elements', () => {
    const { call } = memory()
    call('insertMany', {
      documents: [
        { _id: 1, a: [1, 9] },
        { _id: 2, a: [5] },
      ],
    })
    call('createIndexes', indexesOf({ a: 1 }))
    const between = { $gt: 3, $lt: 7 }
    assert.equal(call('count', { filter: { a: between } }), 2)
    assert.equal(call('count', { filter: { a: { $elemMatch: between } } }), 1)
  })

  it('notices the first array that comes later', () => {
    const { call } = memory()
    call('createIndexes', indexesOf({ a: 1 }))
    call('insertMany', { documents: [{ _id: 1, a: 5 }] })
    const filter = { a: { $gt: 3, $lt: 7 } }
    assert.equal(call('count', { filter }), 1)
    call('updateOne', { filter: { _id: 1 }, update: { $set: { a: [1, 9] } } })
    assert.equal(call('count', { filter }), 1)
    assert.equal(call('count', { filter: { a: { $gt: 3, $lt: 0 } } }), 0)
    assert.equal(call('count', { filter: { a: { $lt: 3, $gt: 7 } } }), 1)
  })

  it('tells duplicates with pattern and value, and writes nothing of them', () => {
    const { engine, call } = memory()
    call('createIndexes', { indexes: [{ key: { a: 1, b: 1 }, unique: true }, { key: { c: 1 } }] })
    call('insertMany', {
      documents: [
        { _id: 1, a: 1, b: 1, c: 1 },
        { _id: 2, a: 1, b: 2, c: 1 },
      ],
    })
    const again = {
      documents: [
        { _id: 3, a: 1, b: 2, c: 2 },
        { _id: 4, a: 2, b: 2, c: 2 },
      ],
      ordered: false,
    }
    const answer = call<{ insertedCount: number; writeErrors: object[] }>('insertMany', again)
    assert.equal(answer.insertedCount, 1)
    assert.deepEqual(answer.writeErrors, [
      {
        index: 0,
        code: 11000,
        codeName: 'DuplicateKey',
        errmsg: 'E11000 duplicate key error collection: things index: a_1_b_1',
        keyPattern: { a: 1, b: 1 },
        keyValue: { a: 1, b: 2 },
      },
    ])
    const update = { filter: { _id: 1 }, update: { $set: { b: 2, c: 5 } } }
    assert.throws(() => call('updateOne', update), { code: 11000, keyValue: { a: 1, b: 2 } })
    assert.equal(call('count', { filter: { c: 5 } }), 0)
    assert.throws(() => call('insertMany', { documents: [{ _id: 9, a: {} }] }), {
      codeName: 'NotSupported',
    })
    assert.deepEqual(engine.check(), [])
  })

  it('refuses a unique index over what is not unique', () => {
    const { engine, call } = memory()
    call('insertMany', {
      documents: [
        { _id: 1, a: 1 },
        { _id: 2, a: 1 },
      ],
    })
    assert.throws(() => call('createIndexes', { indexes: [{ key: { a: 1 }, unique: true }] }), {
      code: 11000,
    })
    assert.equal(call<object[]>('listIndexes').length, 1)
    assert.deepEqual(engine.check(), [])
  })
})
