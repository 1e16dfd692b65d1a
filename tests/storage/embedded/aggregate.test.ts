/** Pipelines for statistics: the stages of the closed list, and nothing else. */
import assert from 'node:assert/strict'
import { memory } from './engine-calls.ts'

const documents = [
  { _id: 1, kind: 'a', n: 1, by: 'x' },
  { _id: 2, kind: 'b', n: 5, by: 'x' },
  { _id: 3, kind: 'a', n: 3 },
  { _id: 4, kind: 'b', n: null, by: 'y' },
]

function run(...pipeline: object[]): unknown {
  const { call } = memory()
  call('insertMany', { documents })
  return call('aggregate', { pipeline })
}

describe('storage/embedded/aggregate', () => {
  it('groups with every accumulator', () => {
    const group = {
      _id: '$kind',
      sum: { $sum: '$n' },
      mean: { $avg: '$n' },
      least: { $min: '$n' },
      most: { $max: '$n' },
      first: { $first: '$by' },
      last: { $last: '$by' },
      rows: { $count: {} },
      ones: { $sum: 1 },
    }
    assert.deepEqual(run({ $group: group }, { $sort: { _id: 1 } }), [
      { _id: 'a', sum: 4, mean: 2, least: 1, most: 3, first: 'x', last: null, rows: 2, ones: 2 },
      { _id: 'b', sum: 5, mean: 5, least: 5, most: 5, first: 'x', last: 'y', rows: 2, ones: 2 },
    ])
  })

  it('groups by several fields, and by nothing', () => {
    const several = run(
      { $group: { _id: { k: '$kind', by: '$by' }, n: { $sum: 1 } } },
      { $count: 'groups' },
    )
    assert.deepEqual(several, [{ groups: 4 }])
    assert.deepEqual(run({ $group: { _id: null, n: { $sum: '$n' } } }), [{ _id: null, n: 9 }])
  })

  it('counts as drivers ask for it', () => {
    const group = { $group: { _id: 1, n: { $sum: 1 } } }
    assert.deepEqual(run({ $match: { kind: 'a' } }, group), [{ _id: 1, n: 2 }])
    assert.deepEqual(run({ $match: {} }, { $skip: 1 }, { $limit: 2 }, group), [{ _id: 1, n: 2 }])
    assert.deepEqual(run({ $match: { kind: 'c' } }, group), [])
  })

  it('matches, sorts, limits and projects', () => {
    const found = run(
      { $match: { n: { $gte: 1 } } },
      { $sort: { n: -1 } },
      { $limit: 2 },
      { $project: { _id: 0, kind: 1, score: '$n' } },
      { $match: { score: { $gt: 3 } } },
    )
    assert.deepEqual(found, [{ kind: 'b', score: 5 }])
    assert.deepEqual(run({ $match: { kind: 'c' } }, { $count: 'n' }), [])
  })

  it('answers for a collection that does not exist', () => {
    const { call } = memory()
    assert.deepEqual(call('aggregate', { pipeline: [{ $match: { a: 1 } }, { $count: 'n' }] }), [])
  })

  const refused: object[] = [
    { $lookup: {} },
    { $unwind: '$a' },
    { $out: 'x' },
    { $facet: {} },
    { $match: { a: { $ne: 1 } } },
    { $group: { _id: '$$ROOT' } },
    { $group: { _id: { $add: ['$n', 1] } } },
    { $group: { _id: null, all: { $push: '$n' } } },
    { $project: { a: { $add: [1, 2] } } },
    { $project: { a: '$$NOW' } },
  ]
  for (const stage of refused) {
    it(`refuses ${JSON.stringify(stage)}`, () =>
      assert.throws(() => run(stage), { codeName: 'NotSupported' }))
  }
})
