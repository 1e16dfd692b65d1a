/** Another server's search cases with R4's answers: what is asked, extracted and matched in memory. fhir.md 16. */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { extract } from '#fhir/search/extract.ts'
import { matches } from '#fhir/search/matches.ts'
import { parseSearch } from '#fhir/search/parse.ts'
import { readVendorCases, type VendorCase, type VendorGroup } from './vendor-cases.ts'

const options = { base: 'https://here/fhir', timeZone: 'UTC', now: 0 }

/** Composite search is not served yet: cases 358 to 407. */
const waiting = Array.from({ length: 50 }, (_, more) => 358 + more)

function run(one: VendorCase, { fixtures }: VendorGroup): number[] | number | 'waits' {
  try {
    const { clauses } = parseSearch(one.type, one.params, options)
    return fixtures.flatMap((fixture, place) => {
      if (fixture.resourceType !== one.type) return []
      const entries = { ...extract(fixture, one.type, options), id: `f${place}`, lu: '' }
      return clauses.every((clause) => matches(clause, entries)) ? [place] : []
    })
  } catch (fault) {
    if (!(fault instanceof OutcomeError)) throw fault
    return fault.issues[0]?.code === 'not-supported' ? 'waits' : fault.status
  }
}

describe('the search cases of another server', () => {
  const groups = readVendorCases()

  it('are there (../shared/data/search-cases), else they are skipped', function () {
    if (groups === undefined) this.skip()
  })

  for (const group of groups ?? [])
    it(`${group.name}: ${group.cases.length} cases`, () => {
      const waits: number[] = []
      for (const one of group.cases) {
        const answer = run(one, group)
        if (answer === 'waits') waits.push(one.number)
        else
          assert.deepEqual(
            answer,
            one.status ?? [...(one.expect ?? [])].sort((a, b) => a - b),
            `case ${one.number}: ${JSON.stringify(one.params).slice(0, 200)}`,
          )
      }
      assert.deepEqual(
        waits,
        waiting.filter((number) => group.cases.some((one) => one.number === number)),
      )
    })
})
