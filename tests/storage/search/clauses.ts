/** Random clauses of every kind over the few values that random rows have, and what they mean. */
import fc from 'fast-check'
import { idOf } from '#fhir/reference.ts'
import { joined } from '#fhir/search/entry.ts'
import { matches } from '#fhir/search/matches.ts'
import type { DateValue, NumberValue, Prefix, SearchClause } from '#fhir/search/request.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { code, number, param, tick } from './rows.ts'

const prefix = fc.constantFrom<Prefix>('eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap')
const some = { minLength: 1, maxLength: 3 }
const dateValue = fc
  .tuple(prefix, tick, tick)
  .map(([one, a, b]): DateValue => ({ prefix: one, lo: a < b ? a : b, hi: a < b ? b : a }))
const numberValue = fc
  .record({
    prefix,
    p: param,
    unit: fc.constantFrom('', 'u'),
    at: number,
    half: fc.constantFrom(0.5, 1),
    behind: fc.constantFrom(
      {},
      { match: 'prefix' as const },
      { match: 'prefix' as const, within: 'u' },
    ),
  })
  .map(
    ({ prefix: one, p, unit, at, half, behind }): NumberValue => ({
      prefix: one,
      ...behind,
      p: unit === '' ? p : joined(p, unit),
      at,
      lo: at - half,
      hi: at + half,
    }),
  )

const referenceValue = fc
  .tuple(
    fc.array(
      code.map((c) => `Patient/${c}`),
      some,
    ),
    fc.boolean(),
  )
  .map(([entries, exact]) => (exact ? { entries } : { entries, match: 'prefix' as const }))

export const clause: fc.Arbitrary<SearchClause> = fc.oneof(
  fc.record({ kind: fc.constant('id' as const), ids: fc.array(fc.nat(12).map(String), some) }),
  fc.record({ kind: fc.constant('last-updated' as const), ranges: fc.array(dateValue, some) }),
  fc.record({
    kind: fc.constant('missing' as const),
    param,
    array: fc.constantFrom('tok', 'ref', 'str', 'dat', 'num'),
    missing: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('token' as const),
    param,
    not: fc.boolean(),
    values: fc.array(
      fc.oneof(
        fc.tuple(code, code).map(([s, c]) => ({ entry: joined(s, c), match: 'equal' as const })),
        code.map((s) => ({ entry: joined(s, ''), match: 'prefix' as const })),
      ),
      some,
    ),
  }),
  fc.record({
    kind: fc.constant('reference' as const),
    param,
    values: fc.array(referenceValue, some),
  }),
  fc.record({
    kind: fc.constant('compartment' as const),
    params: fc.array(fc.oneof(param, fc.constant('_id')), some),
    owner: fc.oneof(
      code.map((c) => `Patient/${c}`),
      fc.constant('Observation/1'),
    ),
  }),
  fc.record({
    kind: fc.constant('string' as const),
    param,
    match: fc.constantFrom('starts', 'exact', 'contains'),
    values: fc.array(
      fc.tuple(code, fc.boolean()).map(([folded, same]) => ({
        folded,
        original: same ? folded.toUpperCase() : folded,
      })),
      some,
    ),
  }),
  fc.record({ kind: fc.constant('date' as const), param, values: fc.array(dateValue, some) }),
  fc.record({ kind: fc.constant('number' as const), param, values: fc.array(numberValue, some) }),
  fc.record({
    kind: fc.constant('uri' as const),
    param,
    match: fc.constantFrom('exact', 'below', 'above'),
    values: fc.array(
      fc.tuple(code, code).map(([a, b]) => joined(a, b)),
      some,
    ),
  }),
)

export function means(asked: SearchClause, row: ResourceRow): boolean {
  return matches(asked, { ...row, id: idOf(row._id) })
}
