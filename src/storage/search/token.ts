/** Tokens: an entry equals, or begins with a system; `:not` is none of them. https://hl7.org/fhir/R4/search.html#token */
import { joined } from '#fhir/search/entry.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { either, neither, oneOf } from './combine.ts'
import { startsWith } from './pattern.ts'

export function tokenFilter(clause: Extract<SearchClause, { kind: 'token' }>): Filter {
  const entries = clause.values.map((value) => ({
    ...value,
    entry: joined(clause.param, value.entry),
  }))
  const equal = entries.filter((value) => value.match === 'equal').map((value) => value.entry)
  const alternatives = [
    ...(equal.length === 0 ? [] : [oneOf('tok', equal)]),
    ...entries
      .filter((value) => value.match === 'prefix')
      .map((value) => ({ tok: startsWith(value.entry) })),
  ]
  return clause.not ? neither(alternatives) : either(alternatives)
}
