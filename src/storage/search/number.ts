/**
 * Numbers and quantities: `eq`, `ne`, `ap` take the value's range by its precision, the others its exact value.
 * https://hl7.org/fhir/R4/search.html#number
 */
import type { NumberValue, SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { either } from './combine.ts'
import { type Pattern, startsWithAndContains } from './pattern.ts'

export function numberFilter(clause: Extract<SearchClause, { kind: 'number' }>): Filter {
  return either(
    clause.values.map((value) => ({
      num: { $elemMatch: { p: parameterOf(value), ...entryFilter(value) } },
    })),
  )
}

function parameterOf({ p, match, within }: NumberValue): string | Pattern {
  return match === 'prefix' ? startsWithAndContains(p, within ?? '') : p
}

function entryFilter({ prefix, at, lo, hi }: NumberValue): Filter {
  switch (prefix) {
    case 'eq':
      return { lo: { $gte: lo }, hi: { $lt: hi } }
    case 'ne':
      return { $or: [{ lo: { $lt: lo } }, { hi: { $gte: hi } }] }
    case 'gt':
      return { hi: { $gt: at } }
    case 'lt':
      return { lo: { $lt: at } }
    case 'ge':
      return { hi: { $gte: at } }
    case 'le':
      return { lo: { $lte: at } }
    case 'sa':
      return { lo: { $gt: at } }
    case 'eb':
      return { hi: { $lt: at } }
    case 'ap':
      return { lo: { $lt: hi }, hi: { $gte: lo } }
  }
}
