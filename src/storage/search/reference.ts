/** References: one of the entries a value stands for. https://hl7.org/fhir/R4/search.html#reference */
import { joined } from '#fhir/search/entry.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { either, oneOf } from './combine.ts'
import { startsWith } from './pattern.ts'

export function referenceFilter({
  param,
  values,
}: Extract<SearchClause, { kind: 'reference' }>): Filter {
  const entriesOf = (match: 'prefix' | undefined) =>
    values
      .filter((value) => value.match === match)
      .flatMap((value) => value.entries.map((entry) => joined(param, entry)))
  const equal = entriesOf(undefined)
  return either([
    ...(equal.length === 0 ? [] : [oneOf('ref', equal)]),
    ...entriesOf('prefix').map((entry) => ({ ref: startsWith(entry) })),
  ])
}
