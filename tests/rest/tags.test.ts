/** https://hl7.org/fhir/R4/http.html#concurrency */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { tagsOf } from '#rest/tags.ts'

describe('rest/tags', () => {
  it('reads weak, strong and bare tags, lists and the star', () => {
    assert.deepEqual(tagsOf('W/"a"', 'If-Match'), ['a'])
    assert.deepEqual(tagsOf('"a", W/"b" ,c', 'If-Match'), ['a', 'b', 'c'])
    assert.deepEqual(tagsOf('*', 'If-Match'), ['*'])
  })

  for (const header of ['', 'W/', 'W/"a', '"a" "b"', ',', '""'])
    it(`refuses ${JSON.stringify(header)}, naming the header`, () => {
      assert.throws(
        () => tagsOf(header, 'If-Match'),
        (cause) =>
          cause instanceof OutcomeError && /If-Match/.test(cause.issues[0]?.diagnostics ?? ''),
      )
    })
})
