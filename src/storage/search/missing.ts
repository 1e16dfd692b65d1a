/** `:missing`: no entry of that parameter at all. https://hl7.org/fhir/R4/search.html#modifiers */
import { joined, separator } from '#fhir/search/entry.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { neither } from './combine.ts'
import { startsWith } from './pattern.ts'

/** The first character after the separator: `param` and `param¦…` lie below it, longer names above. */
const afterSeparator = String.fromCharCode(separator.charCodeAt(0) + 1)

export function missingFilter(clause: Extract<SearchClause, { kind: 'missing' }>): Filter {
  const present = presentFilter(clause)
  return clause.missing ? neither([present]) : present
}

function presentFilter({ param, array }: Extract<SearchClause, { kind: 'missing' }>): Filter {
  switch (array) {
    case 'tok':
    case 'ref':
    case 'str':
      return { [array]: startsWith(joined(param, '')) }
    case 'dat':
      return { dat: { $elemMatch: { p: param } } }
    case 'num':
      return { num: { $elemMatch: { p: { $gte: param, $lt: param + afterSeparator } } } }
  }
}
