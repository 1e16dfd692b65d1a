/**
 * Dates: the value's closed range against the closed range of one entry.
 * https://hl7.org/fhir/R4/search.html#date
 */
import type { DateValue, SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { either } from './combine.ts'

export function dateFilter(clause: Extract<SearchClause, { kind: 'date' }>): Filter {
  return either(
    clause.values.map((value) => ({
      dat: { $elemMatch: { p: clause.param, ...entryFilter(value) } },
    })),
  )
}

/** Bounds of one and the same entry, so that its index row can carry them all. */
function entryFilter({ prefix, lo, hi }: DateValue): Filter {
  const within = { lo: { $gte: lo }, hi: { $lte: hi } }
  switch (prefix) {
    case 'eq':
      return within
    case 'ne':
      return { $or: [{ lo: { $lt: lo } }, { hi: { $gt: hi } }] }
    case 'gt':
      return { hi: { $gt: hi } }
    case 'lt':
      return { lo: { $lt: lo } }
    case 'ge':
      // the first bound follows from the alternatives; an index can serve it
      return { hi: { $gte: lo }, $or: [{ hi: { $gte: hi } }, within] }
    case 'le':
      return { lo: { $lte: hi }, $or: [{ lo: { $lte: lo } }, within] }
    case 'sa':
      return { lo: { $gt: hi } }
    case 'eb':
      return { hi: { $lt: lo } }
    case 'ap':
      return { lo: { $lte: hi }, hi: { $gte: lo } }
  }
}
