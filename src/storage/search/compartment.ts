/** A compartment: one of its parameters names the owner. https://hl7.org/fhir/R4/compartmentdefinition.html */
import { joined } from '#fhir/search/entry.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { either, oneOf } from './combine.ts'

/** The owner belongs to her own compartment by her id. */
const itself = '_id'

export function compartmentFilter({
  params,
  owner,
}: Extract<SearchClause, { kind: 'compartment' }>): Filter {
  const entries = params.filter((param) => param !== itself).map((param) => joined(param, owner))
  return either([
    ...(entries.length === 0 ? [] : [oneOf('ref', entries)]),
    ...(params.includes(itself) ? [{ _id: owner }] : []),
  ])
}
