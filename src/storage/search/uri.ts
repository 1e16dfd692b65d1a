/** Uris and canonicals: equal, or beginning with the value. https://hl7.org/fhir/R4/search.html#uri */
import { joined } from '#fhir/search/entry.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { either, oneOf } from './combine.ts'
import { startsWith } from './pattern.ts'

/** `above` comes with all values that begin the one asked for. */
export function uriFilter(clause: Extract<SearchClause, { kind: 'uri' }>): Filter {
  const entries = clause.values.map((value) => joined(clause.param, value))
  return clause.match === 'below'
    ? either(entries.map((entry) => ({ tok: startsWith(entry) })))
    : oneOf('tok', entries)
}
