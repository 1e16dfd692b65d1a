/** Strings: folded text that begins with, equals or contains the value. https://hl7.org/fhir/R4/search.html#string */
import { joined } from '#fhir/search/entry.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { combine, either } from './combine.ts'
import { startsWith, startsWithAndContains } from './pattern.ts'

type StringClause = Extract<SearchClause, { kind: 'string' }>

export function stringFilter({ param, match, values }: StringClause): Filter {
  return either(values.map((value) => filters[match](param, value)))
}

type Maker = (param: string, value: StringClause['values'][number]) => Filter

const filters: Record<StringClause['match'], Maker> = {
  starts: (param, { folded }) => ({ str: startsWith(joined(param, folded)) }),
  contains: (param, { folded }) => ({ str: startsWithAndContains(joined(param, ''), folded) }),
  // The index knows folded text alone; the original decides.
  exact: (param, { folded, original }) =>
    combine([{ str: joined(param, folded) }, { stx: joined(param, original) }]),
}
