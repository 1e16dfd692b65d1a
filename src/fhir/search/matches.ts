/**
 * What a clause means over the entries of one resource: the oracle of the filters that the store makes of it.
 * https://hl7.org/fhir/R4/search.html#prefix
 */
import type { Tick } from '../tick.ts'
import { joined, type SearchEntries } from './entry.ts'
import type { DateValue, NumberValue, SearchClause } from './request.ts'

/** `lu` may carry more behind its tick, as a stamp does. */
export type Searched = SearchEntries & { readonly id: string; readonly lu: Tick }

export function matches(clause: SearchClause, entries: Searched): boolean {
  switch (clause.kind) {
    case 'id':
      return clause.ids.includes(entries.id)
    case 'last-updated': {
      const lu = entries.lu.slice(0, tickLength)
      return clause.ranges.some((range) => coversDate(range, lu, lu))
    }
    case 'missing':
      return clause.missing !== isPresent(clause, entries)
    case 'token': {
      const any = clause.values.some(({ entry, match }) =>
        holds(entries.tok, joined(clause.param, entry), match === 'prefix'),
      )
      return any !== clause.not
    }
    case 'reference':
      return clause.values.some((value) =>
        value.entries.some((entry) =>
          holds(entries.ref, joined(clause.param, entry), value.match === 'prefix'),
        ),
      )
    case 'compartment':
      return clause.params.some((param) =>
        param === '_id'
          ? clause.owner.endsWith(`/${entries.id}`)
          : entries.ref.includes(joined(param, clause.owner)),
      )
    case 'string':
      return clause.values.some((value) => matchesText(clause, value, entries))
    case 'date':
      return clause.values.some((value) =>
        entries.dat.some(({ p, lo, hi }) => p === clause.param && coversDate(value, lo, hi)),
      )
    case 'number':
      return clause.values.some((value) =>
        entries.num.some(({ p, lo, hi }) => isAsked(value, p) && coversNumber(value, lo, hi)),
      )
    case 'uri':
      return clause.values.some((value) =>
        holds(entries.tok, joined(clause.param, value), clause.match === 'below'),
      )
  }
}

const tickLength = 11

function holds(entries: readonly string[], entry: string, isPrefix: boolean): boolean {
  return isPrefix ? entries.some((one) => one.startsWith(entry)) : entries.includes(entry)
}

function isPresent(
  { param, array }: Extract<SearchClause, { kind: 'missing' }>,
  entries: SearchEntries,
): boolean {
  const start = joined(param, '')
  if (array === 'dat') return entries.dat.some(({ p }) => p === param)
  if (array === 'num') return entries.num.some(({ p }) => p === param || p.startsWith(start))
  return holds(entries[array], start, true)
}

function matchesText(
  { param, match }: Extract<SearchClause, { kind: 'string' }>,
  { folded, original }: { readonly folded: string; readonly original: string },
  { str, stx }: SearchEntries,
): boolean {
  if (match === 'starts') return holds(str, joined(param, folded), true)
  if (match === 'exact')
    return str.includes(joined(param, folded)) && stx.includes(joined(param, original))
  const start = joined(param, '')
  return str.some((one) => one.startsWith(start) && one.indexOf(folded, start.length) >= 0)
}

/**
 * Both ranges are closed; equal means that the search range contains the target. `ge` and `le` are met by a target that
 * reaches the end of the search range, too.
 */
function coversDate(search: DateValue, lo: Tick, hi: Tick): boolean {
  const contains = lo >= search.lo && hi <= search.hi
  switch (search.prefix) {
    case 'eq':
      return contains
    case 'ne':
      return !contains
    case 'gt':
      return hi > search.hi
    case 'lt':
      return lo < search.lo
    case 'ge':
      return contains || hi >= search.hi
    case 'le':
      return contains || lo <= search.lo
    case 'sa':
      return lo > search.hi
    case 'eb':
      return hi < search.lo
    case 'ap':
      return lo <= search.hi && hi >= search.lo
  }
}

function isAsked({ p, match, within }: NumberValue, entry: string): boolean {
  if (match !== 'prefix') return entry === p
  return entry.startsWith(p) && (within === undefined || entry.indexOf(within, p.length) >= 0)
}

/** The search range is half-open; what is no equality takes the number as exact. */
function coversNumber(search: NumberValue, lo: number, hi: number): boolean {
  const contains = lo >= search.lo && hi < search.hi
  switch (search.prefix) {
    case 'eq':
      return contains
    case 'ne':
      return !contains
    case 'gt':
      return hi > search.at
    case 'lt':
      return lo < search.at
    case 'ge':
      return hi >= search.at
    case 'le':
      return lo <= search.at
    case 'sa':
      return lo > search.at
    case 'eb':
      return hi < search.at
    case 'ap':
      return lo < search.hi && hi >= search.lo
  }
}
