import assert from 'node:assert/strict'
import { type Acts, optionsOf } from '#storage/embedded/options.ts'

describe('storage/embedded/options', () => {
  it('lets through the closed list, and what mongoose leaves for itself', () => {
    const sent = { sort: { n: 1 }, limit: 5, skip: 1000, maxTimeMS: 5, comment: 'c', lean: true }
    assert.equal(optionsOf('find', sent), sent)
    assert.deepEqual(optionsOf('find', null), {})
    assert.deepEqual(optionsOf('update', { collation: undefined }), { collation: undefined })
  })

  const refused: readonly (readonly [Acts, object])[] = [
    ['find', { collation: { locale: 'en' } }],
    ['find', { tailable: true }],
    ['find', { readPreference: 'secondary' }],
    ['find', { skip: 1001 }],
    ['update', { arrayFilters: [] }],
    ['update', { hint: 'x' }],
    ['insert', { bypassDocumentValidation: true }],
    ['aggregate', { allowDiskUse: true }],
    ['index', { sparse: true }],
    ['index', { partialFilterExpression: {} }],
    ['index', { expireAfterSeconds: 0 }],
    ['collection', { capped: true }],
  ]
  for (const [act, sent] of refused) {
    const [name = ''] = Object.keys(sent)
    it(`refuses ${name} of ${act} by name`, () => {
      assert.throws(() => optionsOf(act, sent), { code: 115, message: new RegExp(name) })
    })
  }
})
