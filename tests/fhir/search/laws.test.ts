/** Laws of search: no input is more than an OutcomeError; what is extracted is found by asking for it. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { resourceTypes } from '#fhir/definitions/resource-types.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { extract } from '#fhir/search/extract.ts'
import { matches } from '#fhir/search/matches.ts'
import { searchParameter, searchParametersOf } from '#fhir/search/parameters.ts'
import { parseSearch, type SearchOptions } from '#fhir/search/parse.ts'
import { firstTick, lastTick } from '#fhir/tick.ts'
import { chanceOf, randomElement } from '#tests/fhir/validation/random-element.ts'

const options: SearchOptions = { base: 'https://here/fhir', timeZone: 'UTC', now: 0 }
const words = [
  'Patient/1',
  'Practitioner/1',
  'http://s|1',
  'a,b',
  'x$y',
  'ü Z',
  '5',
  'https://here/fhir/Group/1',
]

const types = fc.constantFrom(...resourceTypes)
const modifiers = fc.constantFrom(
  '',
  ':missing',
  ':exact',
  ':contains',
  ':not',
  ':text',
  ':of-type',
  ':identifier',
  ':Patient',
  ':above',
  ':below',
  ':in',
  ':x',
  ':',
  '.x',
  ':a:b',
)
const values = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        'eq',
        'ap',
        'ne',
        '2020',
        '-02',
        '-30',
        'T',
        '10:00',
        ':61',
        '.1',
        'Z',
        '1e',
        '999',
        '|',
        ',',
        '$',
        '\\',
        'Patient/',
        '#',
        '?',
        'urn:',
        'http://',
        'mg',
        '%',
        'true',
        '\u0000',
        '\u001f',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
)

interface Row {
  readonly type: string
  readonly entries: Parameters<typeof matches>[1]
}

function randomRows(): Row[] {
  return resourceTypes.flatMap((type, place) => {
    const chance = chanceOf(place + 1000)
    return Array.from({ length: 3 }, (_, more) => {
      const resource = randomElement(chance, type, words)
      return {
        type,
        entries: { ...extract(resource, type, options), id: `r${more}`, lu: firstTick },
      }
    })
  })
}

const escaped = (text: string) => text.replace(/[\\,$|]/g, '\\$&')

/** Asked as clients write it; `¦` parts of an entry become what stands between bars. */
function isFound({ type, entries }: Row, name: string, value: string): boolean {
  const { clauses } = parseSearch(type, [[name, value]], options)
  return clauses.every((clause) => matches(clause, entries))
}

describe('laws of search', () => {
  it('parse_throws_nothing_but_OutcomeError', () => {
    fc.assert(
      fc.property(
        types,
        fc.nat(),
        fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.string() }),
        modifiers,
        values,
        fc.boolean(),
        (type, place, odd, modifier, value, lenient) => {
          const known = searchParametersOf(type)
          const name = (odd === '' ? (known[place % known.length]?.code ?? '') : odd) + modifier
          try {
            const request = parseSearch(type, [[name, value]], { ...options, lenient })
            assert.equal(request.applied.length + (request.ignored?.length ?? 0), 1)
          } catch (fault) {
            if (!(fault instanceof OutcomeError)) throw fault
            assert.equal(fault.status, 400)
          }
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('what_is_extracted_is_found', function () {
    this.timeout(20_000)
    let asked = 0
    for (const row of randomRows()) {
      const { tok, ref, str, dat } = row.entries
      for (const entry of [...tok, ...ref]) {
        const [param = '', ...parts] = entry.split('\u001f')
        const definition = searchParameter(row.type, param)
        if (definition === undefined || parts.join('') === '') continue
        if (definition.type === 'composite' || parts.length > 2 || parts[0]?.startsWith('#'))
          continue
        const query = parts.map(escaped).join('|')
        assert.ok(isFound(row, param, query), `${row.type}?${param}=${query}`)
        asked++
      }
      for (const entry of str) {
        const [param = '', folded = ''] = entry.split('\u001f')
        for (const name of [param, `${param}:contains`])
          assert.ok(folded === '' || isFound(row, name, escaped(folded)), `${row.type}?${name}`)
        asked++
      }
      for (const { p, lo, hi } of dat) {
        if (p.includes('\u001f')) continue
        assert.ok(isFound(row, p, lo === firstTick ? 'le1000' : 'ge1000'), `${row.type}?${p}`)
        assert.ok(isFound(row, p, hi === lastTick ? 'ge9999' : 'le9999'), `${row.type}?${p}`)
        asked++
      }
    }
    assert.ok(asked > 3000, String(asked))
  })

  it('missing_is_the_complement_of_present, not_is_the_complement_of_the_token', () => {
    for (const row of randomRows())
      for (const { code, type } of searchParametersOf(row.type)) {
        if (type === 'composite' || type === 'special' || code === '_id' || code === '_lastUpdated')
          continue
        assert.notEqual(
          isFound(row, `${code}:missing`, 'true'),
          isFound(row, `${code}:missing`, 'false'),
        )
        if (type !== 'token') continue
        const value = row.entries.tok.some((entry) => entry === `${code}\u001ftrue`)
          ? 'true'
          : 'false'
        assert.notEqual(isFound(row, code, value), isFound(row, `${code}:not`, value))
      }
  })
})
