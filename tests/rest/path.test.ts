/** smart.md 15, attack 69: no spelling of a path names a second thing. */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { segmentsOf } from '#rest/path.ts'

describe('rest/path', () => {
  it('splits, decodes once, and forgives one slash at the end', () => {
    assert.deepEqual(segmentsOf('/Patient/1'), ['Patient', '1'])
    assert.deepEqual(segmentsOf('/Patient/1/'), ['Patient', '1'])
    assert.deepEqual(segmentsOf('/Patient/%31'), ['Patient', '1'])
    assert.deepEqual(segmentsOf('/Patient/%2531'), ['Patient', '%31'])
    assert.deepEqual(segmentsOf('/'), [])
    assert.deepEqual(segmentsOf(''), [])
  })

  const refused = [
    '/Patient/..',
    '/Patient/%2e%2e',
    '/Patient/.',
    '/Patient//1',
    '/Patient%2F1',
    '/a%5Cb',
    '//',
  ]
  for (const path of refused)
    it(`finds nothing under ${path}`, () => {
      assert.throws(
        () => segmentsOf(path),
        (cause) => cause instanceof OutcomeError && cause.status === 404,
      )
    })

  for (const path of ['/Patient/%', '/Patient/%zz', '/Patient/%ff'])
    it(`refuses ${path} as malformed`, () => {
      assert.throws(
        () => segmentsOf(path),
        (cause) => cause instanceof OutcomeError && cause.status === 400,
      )
    })
})
