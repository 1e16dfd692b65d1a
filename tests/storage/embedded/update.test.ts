/** The update operators of the closed list. https://www.mongodb.com/docs/manual/reference/mql/update/ */
import assert from 'node:assert/strict'
import { memory } from './engine-calls.ts'

const changes: [object, object, object][] = [
  [{ a: 1 }, { $set: { a: 2, 'b.c': 3 } }, { a: 2, b: { c: 3 } }],
  [{ a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '', 'x.y': '' } }, { b: { d: 2 } }],
  [{ a: 1 }, { $inc: { a: 2, b: 1 } }, { a: 3, b: 1 }],
  [{ a: 1, b: 'x' }, { $max: { a: 5, b: 'a', c: 1 } }, { a: 5, b: 'x', c: 1 }],
  [{ a: 1, b: 'x' }, { $min: { a: 5, b: 'a' } }, { a: 1, b: 'a' }],
  [{ a: [1] }, { $push: { a: 2, b: { c: 1 } } }, { a: [1, 2], b: [{ c: 1 }] }],
  [{ a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
  [{ a: [1] }, { $addToSet: { a: 1, b: 1 } }, { a: [1], b: [1] }],
  [{ a: ['x'] }, { $addToSet: { a: { $each: ['x', 'y', 'y'] } } }, { a: ['x', 'y'] }],
  [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  [{ a: 1 }, { $setOnInsert: { b: 1 }, $set: { c: 1 } }, { a: 1, c: 1 }],
]

const refused: [object, object, string][] = [
  [{ a: 'x' }, { $inc: { a: 1 } }, 'TypeMismatch'],
  [{ a: 1 }, { $push: { a: 1 } }, 'BadValue'],
  [{ a: 1 }, { $set: { 'a.b': 1 } }, 'PathNotViable'],
  [{ a: [1] }, { $set: { 'a.0': 1 } }, 'NotSupported'],
  [{ a: [1] }, { $set: { 'a.$': 1 } }, 'NotSupported'],
  [{ a: [1] }, { $pull: { a: { $gt: 0 } } }, 'NotSupported'],
  [{ a: [1] }, { $push: { a: { $each: [1], $slice: 1 } } }, 'NotSupported'],
  [{ a: [{}] }, { $addToSet: { a: { b: 1 } } }, 'NotSupported'],
  [{ a: 1 }, { $rename: { a: 'b' } }, 'NotSupported'],
  [{ a: 1 }, { $currentDate: { a: true } }, 'NotSupported'],
  [{ a: 1 }, [{ $set: { a: 2 } }], 'NotSupported'],
  [{ a: 1 }, { a: 2 }, 'BadValue'],
  [{ a: 1 }, {}, 'BadValue'],
  [{ a: 1 }, { $set: { _id: 9 } }, 'ImmutableField'],
  [{ a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 'ConflictingUpdateOperators'],
  [{ a: 1 }, { $set: { b: 1, 'b.c': 1 } }, 'ConflictingUpdateOperators'],
]

describe('storage/embedded/update', () => {
  for (const [before, update, after] of changes) {
    it(JSON.stringify(update), () => {
      const { engine, call } = memory()
      call('createIndexes', { indexes: [{ key: { a: 1 } }, { key: { 'b.c': 1 } }] })
      call('insertMany', { documents: [{ _id: 1, ...before }] })
      const same = JSON.stringify(before) === JSON.stringify(after)
      const answer = call('updateOne', { filter: { _id: 1 }, update })
      assert.deepEqual(answer, { matchedCount: 1, modifiedCount: same ? 0 : 1 })
      assert.deepEqual(call('find'), [{ _id: 1, ...after }])
      assert.deepEqual(engine.check(), [])
    })
  }
  for (const [before, update, codeName] of refused) {
    it(`${codeName} for ${JSON.stringify(update)}`, () => {
      const { call } = memory()
      call('insertMany', { documents: [{ _id: 1, ...before }] })
      assert.throws(() => call('updateOne', { filter: { _id: 1 }, update }), { codeName })
      assert.deepEqual(call('find'), [{ _id: 1, ...before }])
    })
  }

  it('updates all that match, and tells how many changed', () => {
    const { call } = memory()
    call('insertMany', { documents: [1, 2, 3].map((n) => ({ _id: n, n })) })
    const answer = call('updateMany', { filter: { n: { $gte: 2 } }, update: { $max: { n: 3 } } })
    assert.deepEqual(answer, { matchedCount: 2, modifiedCount: 1 })
  })

  it('inserts where nothing matches, by the equalities of the filter', () => {
    const { call } = memory()
    const filter = { _id: 'a', n: 1 }
    const update = { $inc: { uses: 1 }, $setOnInsert: { first: true } }
    const answer = call('updateOne', { filter, update, upsert: true })
    assert.deepEqual(answer, { matchedCount: 0, modifiedCount: 0, upsertedId: 'a' })
    call('updateOne', { filter, update, upsert: true })
    assert.deepEqual(call('find'), [{ _id: 'a', n: 1, uses: 2, first: true }])
    assert.throws(() => call('updateOne', { filter: { _id: 'a', n: 2 }, update, upsert: true }), {
      code: 11000,
    })
    assert.throws(() => call('updateOne', { filter: { n: 2 }, update, upsert: true }), {
      codeName: 'NotSupported',
    })
  })

  it('replaces the whole, but never the _id', () => {
    const { call } = memory()
    call('insertMany', { documents: [{ _id: 1, a: 1, b: 2 }] })
    call('replaceOne', { filter: { _id: 1 }, replacement: { c: 3 } })
    assert.deepEqual(call('find'), [{ _id: 1, c: 3 }])
    const other = { filter: { _id: 1 }, replacement: { _id: 2 } }
    assert.throws(() => call('replaceOne', other), { codeName: 'ImmutableField' })
    const operators = { filter: { _id: 1 }, replacement: { $set: { a: 1 } } }
    assert.throws(() => call('replaceOne', operators), { codeName: 'BadValue' })
  })

  it('finds one and gives it as it was, or as it is', () => {
    const { call } = memory()
    call('insertMany', { documents: [1, 2].map((n) => ({ _id: n, n, x: 0 })) })
    const args = { filter: {}, sort: { n: -1 }, update: { $inc: { x: 1 } }, projection: { x: 1 } }
    assert.deepEqual(call('findOneAndUpdate', args), { value: { _id: 2, x: 0 } })
    const after = { ...args, returnDocument: 'after' }
    assert.deepEqual(call('findOneAndUpdate', after), { value: { _id: 2, x: 2 } })
    assert.deepEqual(call('findOneAndDelete', { filter: { n: 1 } }), {
      value: { _id: 1, n: 1, x: 0 },
    })
    assert.deepEqual(call('findOneAndDelete', { filter: { n: 1 } }), { value: null })
    const insert = {
      filter: { _id: 7 },
      replacement: { n: 7 },
      upsert: true,
      returnDocument: 'after',
    }
    assert.deepEqual(call('findOneAndReplace', insert), { value: { _id: 7, n: 7 }, upserted: 7 })
  })
})
