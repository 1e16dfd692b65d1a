/** `_id`: the logical id within the type. https://hl7.org/fhir/R4/search.html#id */
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { oneOf } from './combine.ts'

export function idFilter(clause: Extract<SearchClause, { kind: 'id' }>, type: string): Filter {
  return oneOf(
    '_id',
    clause.ids.map((id) => `${type}/${id}`),
  )
}
