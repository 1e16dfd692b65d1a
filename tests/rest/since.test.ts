/** https://hl7.org/fhir/R4/http.html#history */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { parseCount } from '#rest/count.ts'
import { parseSince } from '#rest/since.ts'

describe('rest/since and rest/count', () => {
  it('reads an instant, also where the plus sign arrived as a space', () => {
    assert.equal(parseSince('2024-02-29T10:00:00Z'), '2024-02-29T10:00:00.000Z')
    assert.equal(parseSince('2024-01-01T08:00:00.5 08:00'), '2024-01-01T00:00:00.500Z')
  })

  for (const text of [
    '',
    '2024',
    '2024-01-01',
    '2024-01-01T10:00:00',
    '2023-02-29T00:00:00Z',
    '2024-01-01T24:00:00Z',
    'now',
  ])
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseSince(text), OutcomeError)
    })

  it('cuts a page at 1,000 and refuses what is no count', () => {
    assert.equal(parseCount(undefined), 20)
    assert.equal(parseCount('0'), 0)
    assert.equal(parseCount('5000'), 1000)
    for (const text of ['-1', '1.5', 'many', '', '1e9'])
      assert.throws(() => parseCount(text), OutcomeError, text)
  })
})
