/** `_lastUpdated` on stamps: a moment, so the target is a point. https://hl7.org/fhir/R4/search.html#lastUpdated */
import type { DateValue, SearchClause } from '#fhir/search/request.ts'
import { afterStamps } from '../stamp.ts'
import type { Filter } from '../storage.ts'
import { either } from './combine.ts'

export function lastUpdatedFilter(clause: Extract<SearchClause, { kind: 'last-updated' }>): Filter {
  return either(clause.ranges.map(rangeFilter))
}

function rangeFilter({ prefix, lo, hi }: DateValue): Filter {
  const last = hi + afterStamps
  switch (prefix) {
    case 'eq':
    case 'ap':
      return { lu: { $gte: lo, $lte: last } }
    case 'ne':
      return { $or: [{ lu: { $lt: lo } }, { lu: { $gt: last } }] }
    case 'gt':
    case 'sa':
      return { lu: { $gt: last } }
    case 'lt':
    case 'eb':
      return { lu: { $lt: lo } }
    case 'ge':
      return { lu: { $gte: lo } }
    case 'le':
      return { lu: { $lte: last } }
  }
}
