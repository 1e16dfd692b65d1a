/** The meaning of prefixes over ranges, and of the clauses about the row itself: fhir.md 7. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { dateRange } from '#fhir/search/date.ts'
import type { SearchEntries } from '#fhir/search/entry.ts'
import { matches } from '#fhir/search/matches.ts'
import type { Prefix } from '#fhir/search/request.ts'
import { firstTick, lastTick, tickOf } from '#fhir/tick.ts'

const none: SearchEntries = { tok: [], ref: [], str: [], stx: [], dat: [], num: [], s: {} }
const row = (entries: Partial<SearchEntries>) => ({ ...none, ...entries, id: '1', lu: firstTick })
const whole = (text: string) => dateRange(text, 'UTC')

function date(prefix: Prefix, search: string, lo: string, hi: string): boolean {
  const value = { prefix, lo: whole(search).lo, hi: whole(search).hi }
  return matches({ kind: 'date', param: 'd', values: [value] }, row({ dat: [{ p: 'd', lo, hi }] }))
}

describe('dates match', () => {
  const may = whole('2024-05')
  const table: [search: string, holding: Prefix[]][] = [
    // target: May 2024
    ['2024', ['eq', 'ge', 'le', 'ap']],
    ['2024-05', ['eq', 'ge', 'le', 'ap']],
    ['2024-05-10', ['ne', 'gt', 'lt', 'ge', 'le', 'ap']],
    ['2024-05-01', ['ne', 'gt', 'ge', 'le', 'ap']],
    ['2024-05-31', ['ne', 'lt', 'ge', 'le', 'ap']],
    ['2024-04', ['ne', 'gt', 'ge', 'sa']],
    ['2024-06', ['ne', 'lt', 'le', 'eb']],
  ]
  const all: Prefix[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']
  for (const [search, holding] of table)
    it(`May 2024 for ${search}: ${holding.join(' ')}`, () => {
      assert.deepEqual(
        all.filter((prefix) => date(prefix, search, may.lo, may.hi)),
        holding,
      )
    })

  it('an open end is beyond everything', () => {
    assert.ok(date('gt', '9998', may.lo, lastTick))
    assert.ok(!date('eq', '2024', may.lo, lastTick))
    assert.ok(date('lt', '0002', firstTick, may.hi))
  })

  it('other parameters do not count', () => {
    const value = { prefix: 'ne' as const, lo: may.lo, hi: may.hi }
    const entries = row({ dat: [{ p: 'e', lo: firstTick, hi: firstTick }] })
    assert.ok(!matches({ kind: 'date', param: 'd', values: [value] }, entries))
  })

  it('law: eq or ne, never both; sa means gt, eb means lt', () => {
    const tick = fc.integer({ min: 0, max: 50 }).map((ms) => tickOf(ms))
    const range = fc
      .tuple(tick, tick)
      .map(([a, b]) => (a < b ? { lo: a, hi: b } : { lo: b, hi: a }))
    fc.assert(
      fc.property(range, range, (search, target) => {
        const holds = (prefix: Prefix) =>
          matches(
            { kind: 'date', param: 'd', values: [{ prefix, ...search }] },
            row({ dat: [{ p: 'd', ...target }] }),
          )
        assert.notEqual(holds('eq'), holds('ne'))
        assert.ok(!holds('sa') || holds('gt'))
        assert.ok(!holds('eb') || holds('lt'))
        assert.ok(!holds('gt') || holds('ge'))
        assert.ok(!holds('lt') || holds('le'))
        assert.ok(!holds('eq') || (holds('ge') && holds('le')))
        assert.notEqual(holds('ap'), holds('sa') || holds('eb'))
      }),
    )
  })
})

describe('numbers match', () => {
  const number = (prefix: Prefix, lo: number, hi: number) =>
    matches(
      { kind: 'number', param: 'n', values: [{ prefix, p: 'n', at: 100, lo: 99.5, hi: 100.5 }] },
      row({ num: [{ p: 'n', lo, hi }] }),
    )
  const table: [lo: number, hi: number, holding: string][] = [
    [100, 100, 'eq ge le ap'],
    [99.5, 99.5, 'eq lt le eb ap'],
    [100.5, 100.5, 'ne gt ge sa'],
    [90, 110, 'ne gt lt ge le ap'],
    [-Number.MAX_VALUE, 99, 'ne lt le eb'],
  ]
  for (const [lo, hi, holding] of table)
    it(`${lo} to ${hi} for 100: ${holding}`, () => {
      const all: Prefix[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']
      assert.equal(all.filter((prefix) => number(prefix, lo, hi)).join(' '), holding)
    })
})

describe('the row itself matches', () => {
  it('_id', () => {
    assert.ok(matches({ kind: 'id', ids: ['0', '1'] }, row({})))
    assert.ok(!matches({ kind: 'id', ids: ['2'] }, row({})))
  })

  it('_lastUpdated, whatever a stamp carries behind its tick', () => {
    const day = whole('2024-05-31')
    const lu = `${day.hi}a12`
    const range = (prefix: Prefix) => ({
      kind: 'last-updated' as const,
      ranges: [{ prefix, lo: day.lo, hi: day.hi }],
    })
    assert.ok(matches(range('eq'), { ...row({}), lu }))
    assert.ok(!matches(range('gt'), { ...row({}), lu }))
  })

  it('a compartment by any of its parameters, or as the owner', () => {
    const clause = {
      kind: 'compartment' as const,
      params: ['subject', 'performer'],
      owner: 'Patient/1',
    }
    assert.ok(matches(clause, row({ ref: ['performer\u001fPatient/1'] })))
    assert.ok(!matches(clause, row({ ref: ['focus\u001fPatient/1'] })))
    assert.ok(!matches(clause, row({})))
    assert.ok(matches({ ...clause, params: ['_id'] }, row({})))
  })
})
