/** Small random rows and the oracle of filters over them: mingo, the reference of the embedded engine. */
import fc from 'fast-check'
import { Query } from 'mingo'
import { joined } from '#fhir/search/entry.ts'
import type { SortKey } from '#fhir/search/request.ts'
import { tickOf } from '#fhir/tick.ts'
import type { Filter, FindOptions, ResourceRow } from '#storage/storage.ts'

const start = Date.UTC(2026, 0, 1)
/** few moments, so that bounds meet */
export const tick = fc.integer({ min: 0, max: 6 }).map((day) => tickOf(start + day * 1_000))
export const code = fc.constantFrom('a', 'b', 'ab', 'a.b', 'a*')
export const param = fc.constantFrom('p', 'p-q')
export const number = fc.integer({ min: 0, max: 6 })

const range = fc.tuple(tick, tick).map(([a, b]) => ({ lo: a < b ? a : b, hi: a < b ? b : a }))
const span = fc.tuple(number, number).map(([a, b]) => ({ lo: Math.min(a, b), hi: Math.max(a, b) }))
const few = { maxLength: 3 }

export const entries = fc.record({
  tok: fc.array(
    fc.tuple(param, code, code).map((parts) => joined(...parts)),
    few,
  ),
  ref: fc.array(
    fc.tuple(param, code).map(([p, c]) => joined(p, `Patient/${c}`)),
    few,
  ),
  strings: fc.array(fc.tuple(param, code), few),
  dat: fc.array(
    fc.tuple(param, range).map(([p, r]) => ({ p, ...r })),
    few,
  ),
  num: fc.array(
    fc.tuple(param, fc.constantFrom('', 'u'), span).map(([p, u, r]) => ({
      p: u === '' ? p : joined(p, u),
      ...r,
    })),
    few,
  ),
  sd: fc.option(tick, { nil: undefined }),
  s: fc.dictionary(fc.constantFrom('p', '-p', 'q', '-q'), fc.integer({ min: 0, max: 2 })),
  day: fc.integer({ min: 0, max: 6 }),
})

export function rowOf(
  index: number,
  given: typeof entries extends fc.Arbitrary<infer T> ? T : never,
) {
  const { strings, day, sd, ...rest } = given
  return {
    ...columns,
    ...rest,
    ...(sd === undefined ? {} : { sd }),
    str: strings.map(([p, text]) => joined(p, text)),
    stx: strings.map(([p, text]) => joined(p, text.toUpperCase())),
    _id: `Observation/${index}`,
    n: 1,
    vid: 'v',
    lu: `${tickOf(start + day * 1_000)}-${String(index).padStart(2, '0')}`,
    json: '{}',
    sk: `Observation/${index}`,
  } satisfies ResourceRow
}

const columns = {
  t: 'Observation',
  cmp: [],
  cpn: 0,
  con: 2,
  sen: [],
  cod: [],
  any: [],
  prf: [],
  src: [],
  aut: [],
  rec: [],
  aud: [],
  enc: [],
  out: [],
  lo: tickOf(start),
  hi: tickOf(start),
} as const

export const rows = fc
  .array(entries, { maxLength: 12 })
  .map((all) => all.map((given, index) => rowOf(index, given)))

/** Parameters with and without values, a clinical date, and the two that every row has. */
export const sortKeys: fc.Arbitrary<SortKey[]> = fc.uniqueArray(
  fc.record({
    param: fc.constantFrom('p', 'q', 'date', '_lastUpdated', '_id'),
    descending: fc.boolean(),
  }),
  { maxLength: 3, selector: (key) => key.param },
)

export function holds(filter: Filter, row: object): boolean {
  return new Query(filter).test(row as Record<string, unknown>)
}

export function finderOver(all: readonly ResourceRow[]) {
  return async (filter: Filter, options: FindOptions = {}): Promise<ResourceRow[]> => {
    const cursor = new Query(filter).find<ResourceRow>([...all])
    if (options.sort) cursor.sort({ ...options.sort })
    if (options.limit !== undefined) cursor.limit(options.limit)
    return cursor.all()
  }
}
