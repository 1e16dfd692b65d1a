/** The closed list of storage.md 6: what is in it is understood, everything else refused with operator and path. */
import assert from 'node:assert/strict'
import { bson } from '#storage/embedded/bson.ts'
import { parseFilter } from '#storage/embedded/filter.ts'
import { predicateOf } from '#storage/embedded/match.ts'
import { memory } from './engine-calls.ts'

const id = new bson.ObjectId()
const document = {
  _id: 1,
  t: 'x',
  n: 3,
  at: new Date(5),
  id,
  flag: true,
  nothing: null,
  tags: ['a', 'b\nc'],
  list: [
    { p: 'a', lo: 1 },
    { p: 'b', lo: 9 },
  ],
  one: { p: 'a', lo: 1 },
  text: 'ab.c',
}

const holds: [object, boolean][] = [
  [{}, true],
  [{ t: 'x', n: 3 }, true],
  [{ t: { $eq: 'y' } }, false],
  [{ n: '3' }, false],
  [{ tags: 'a' }, true],
  [{ at: new Date(5), id, flag: true }, true],
  [{ id: new bson.ObjectId(id.toHexString()) }, true],
  [{ id: { $in: [1, id] } }, true],
  [{ n: { $gt: 2, $lte: 3 } }, true],
  [{ n: { $gt: '' } }, false],
  [{ nothing: { $lte: 5 } }, false],
  [{ at: { $gte: new Date(5), $lt: new Date(6) } }, true],
  [{ nothing: { $exists: true } }, true],
  [{ absent: { $exists: true } }, false],
  [{ 'list.lo': { $exists: true } }, true],
  [{ 'list.lo': 9 }, true],
  [{ list: { $elemMatch: { p: 'a', lo: 9 } } }, false],
  [{ list: { $elemMatch: { p: 'b', lo: { $gt: 1 } } } }, true],
  [{ one: { $elemMatch: { p: 'a' } } }, false],
  [{ tags: { $elemMatch: { $gt: 'a', $lt: 'c' } } }, true],
  [{ 'list.p': 'a', 'list.lo': 9 }, true],
  [{ text: { $regex: '^ab\\.c' } }, true],
  [{ text: { $regex: '^a.*c' } }, true],
  [{ text: { $regex: '^a.*x' } }, false],
  [{ text: /^ab/ }, true],
  [{ tags: { $regex: '^b.*c' } }, false],
  [{ $or: [{ n: 1 }, { t: 'x' }] }, true],
  [{ $nor: [{ n: 1 }, { t: 'y' }] }, true],
  [{ $and: [{ n: 3 }, { $nor: [{ t: 'x' }] }] }, false],
]

const refused: [object, RegExp][] = [
  [{ a: null }, /equality with null at a/],
  [{ a: { $eq: null } }, /with null at a/],
  [{ a: { $in: [1, null] } }, /\$in with null at a/],
  [{ a: { $lte: null } }, /\$lte with null at a/],
  [{ a: { b: 1 } }, /sub-document equality at a/],
  [{ a: {} }, /sub-document equality at a/],
  [{ a: [1] }, /at a/],
  [{ a: { $ne: 1 } }, /\$ne at a/],
  [{ a: { $not: { $gt: 1 } } }, /\$not at a/],
  [{ a: { $nin: [1] } }, /\$nin at a/],
  [{ a: { $all: [1] } }, /\$all at a/],
  [{ a: { $size: 1 } }, /\$size at a/],
  [{ a: { $type: 'string' } }, /\$type at a/],
  [{ a: { $mod: [2, 1] } }, /\$mod at a/],
  [{ 'a.b': { $near: [1, 2] } }, /\$near at a\.b/],
  [{ a: { $in: [] } }, /\$in with 0 values at a/],
  [{ a: { $in: new Array(10_001).fill(1) } }, /\$in with 10001 values at a/],
  [{ a: { $gt: true } }, /\$gt on a boolean at a/],
  [{ a: { $exists: 'yes' } }, /\$exists/],
  [{ a: { $elemMatch: {} } }, /empty \$elemMatch at a/],
  [{ a: { $elemMatch: { $exists: true } } }, /\$exists within \$elemMatch at a/],
  [{ a: { $elemMatch: { b: { $ne: 1 } } } }, /\$ne at b/],
  [{ a: { $regex: 'b' } }, /\$regex .* at a/],
  [{ a: { $regex: '^b+' } }, /\$regex .* at a/],
  [{ a: { $regex: '^\\d' } }, /\$regex .* at a/],
  [{ a: { $regex: '^b.*c.*d' } }, /\$regex .* at a/],
  [{ a: /^b/i }, /\$regex .* at a/],
  [{ a: { $regex: '^b', $options: 'i' } }, /\$options at a/],
  [{ $where: 'true' }, /\$where/],
  [{ $expr: {} }, /\$expr/],
  [{ $text: {} }, /\$text/],
  [{ $comment: 'x' }, /\$comment/],
  [{ $or: [] }, /\$or/],
  [{ $and: 1 }, /\$and/],
  [{ $nor: [1] }, /\$nor/],
  [{ 'a.0': 1 }, /at a\.0/],
  [{ 'a.$': 1 }, /at a\.\$/],
  [{ 'a..b': 1 }, /at a\.\.b/],
  [{ a: Number.NEGATIVE_INFINITY }, /−∞ at a/],
]

describe('storage/embedded/filter', () => {
  for (const [filter, wanted] of holds) {
    it(`${JSON.stringify(filter)} is ${wanted}`, () => {
      assert.equal(predicateOf(parseFilter(filter))(document), wanted)
      const { call } = memory()
      call('insertMany', { documents: [document] })
      assert.equal(call('count', { filter }), wanted ? 1 : 0)
    })
  }
  for (const [filter, message] of refused) {
    it(`refuses ${JSON.stringify(filter).slice(0, 60)}`, () => {
      const { call } = memory()
      const answer = { message, name: 'EngineError' }
      assert.throws(() => call('find', { filter }), answer)
      call('insertMany', { documents: [document] })
      for (const method of ['find', 'count', 'explain', 'deleteMany'] as const) {
        assert.throws(() => call(method, { filter }), answer)
      }
      assert.throws(() => call('aggregate', { pipeline: [{ $match: filter }] }), answer)
      assert.equal(call('count', {}), 1)
    })
  }

  it('compares astral characters by bytes, in memory and on an index', () => {
    const { call } = memory()
    call('insertMany', { documents: ['\ue000', '😀'].map((a, _id) => ({ _id, a })) })
    const above = () => call<object[]>('find', { filter: { a: { $gt: '\ue000' } } })
    assert.deepEqual(above(), [{ _id: 1, a: '😀' }])
    call('createIndexes', { indexes: [{ key: { a: 1 } }] })
    assert.deepEqual(above(), [{ _id: 1, a: '😀' }])
    assert.deepEqual(call('find', { sort: { a: -1 }, limit: 1 }), [{ _id: 1, a: '😀' }])
  })
})
