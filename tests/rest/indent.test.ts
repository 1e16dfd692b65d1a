/** `_pretty`: https://hl7.org/fhir/R4/http.html#parameters */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { indent } from '#rest/indent.ts'

describe('rest/indent', () => {
  it('lays JSON out like JSON.stringify with two spaces', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(indent(JSON.stringify(value)), JSON.stringify(value, null, 2))
      }),
    )
  })

  it('keeps every number as it was written', () => {
    assert.equal(indent('{"a":[1.00,1e3]}'), '{\n  "a": [\n    1.00,\n    1e3\n  ]\n}')
  })
})
