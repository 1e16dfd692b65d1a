/** https://hl7.org/fhir/R4/http.html#mime-type */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { negotiate } from '#rest/negotiate.ts'

const fhir = 'application/fhir+json; charset=utf-8'
const plain = 'application/json; charset=utf-8'

describe('rest/negotiate', () => {
  const accepted: readonly [accept: string | undefined, contentType: string, browser?: boolean][] =
    [
      [undefined, fhir],
      ['*/*', fhir],
      ['application/*', fhir],
      ['application/fhir+json', fhir],
      ['Application/FHIR+JSON', fhir],
      ['application/json', plain],
      ['text/json', 'text/json; charset=utf-8'],
      ['application/fhir+json; fhirVersion=4.0', fhir],
      ['application/fhir+json;charset="UTF-8"', fhir],
      ['application/fhir+json, */*; q=0.1', fhir],
      ['application/fhir+xml, application/json;q=0.5', plain],
      ['application/json;q=0.4, application/fhir+json;q=0.5', fhir],
      ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', plain, true],
    ]
  for (const [accept, contentType, browser = false] of accepted)
    it(`answers Accept: ${accept} with ${contentType}`, () => {
      assert.deepEqual(negotiate(accept, undefined), { contentType, browser })
    })

  const refused = [
    'application/fhir+xml',
    'application/xml',
    'text/turtle',
    'application/fhir+json; fhirVersion=3.0',
    'application/fhir+json;q=0',
    'image/png',
  ]
  for (const accept of refused)
    it(`refuses Accept: ${accept}`, () => {
      assert.throws(() => negotiate(accept, undefined), isRefusal)
    })

  it('lets _format beat Accept, with a plus sign that arrived as a space', () => {
    for (const format of ['json', 'application/fhir+json', 'application/fhir json'])
      assert.equal(negotiate('application/fhir+xml', format).contentType, fhir)
    for (const format of ['xml', 'ttl', 'html', '', '*/*', 'application/fhir xml'])
      assert.throws(() => negotiate('application/json', format), isRefusal, format)
  })
})

function isRefusal(cause: unknown): boolean {
  return cause instanceof OutcomeError && cause.status === 406 && cause.message === 'not-supported'
}
