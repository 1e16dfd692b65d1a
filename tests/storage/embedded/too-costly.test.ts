/** A sort that no index delivers is refused above 100,000 candidates, not slowed down in silence (storage.md 5). */
import assert from 'node:assert/strict'
import { type Calls, indexesOf, memory } from './engine-calls.ts'

const size = 100_001

describe('storage/embedded/run', function () {
  this.timeout(20_000)
  let calls: Calls
  before(() => {
    calls = memory()
    const documents = Array.from({ length: size }, (_, at) => ({ _id: at, a: at % 7, t: 'x' }))
    calls.engine.execute({ collection: 'things', method: 'insertMany', args: { documents } })
  })
  after(() => calls.engine.close())

  it('refuses to sort or aggregate more', () => {
    const refusal = { codeName: 'TooCostly' }
    assert.throws(() => calls.call('find', { sort: { a: 1 }, limit: 1 }), refusal)
    assert.throws(() => calls.call('aggregate', { pipeline: [{ $sort: { a: 1 } }] }), refusal)
  })

  it('sorts what a filter leaves, and counts any number', () => {
    const fewer = { _id: { $gte: 1 } }
    assert.deepEqual(calls.call('find', { filter: fewer, sort: { a: 1 }, limit: 1 }), [
      { _id: 7, a: 0, t: 'x' },
    ])
    assert.equal(calls.call('count'), size)
  })

  it('takes any number in the order of an index', () => {
    calls.call('createIndexes', indexesOf({ a: 1 }))
    const [first] = calls.call<{ a: number }[]>('find', { sort: { a: -1 }, limit: 1 })
    assert.equal(first?.a, 6)
  })
})
