/** One search clause as a filter in the closed list; what it means is `fhir/search/matches`. */
import type { SearchClause } from '#fhir/search/request.ts'
import type { Filter } from '../storage.ts'
import { compartmentFilter } from './compartment.ts'
import { dateFilter } from './date.ts'
import { idFilter } from './id.ts'
import { lastUpdatedFilter } from './last-updated.ts'
import { missingFilter } from './missing.ts'
import { numberFilter } from './number.ts'
import { referenceFilter } from './reference.ts'
import { stringFilter } from './string.ts'
import { tokenFilter } from './token.ts'
import { uriFilter } from './uri.ts'

/** @param type of the resources asked for: ids are unique within it */
export function filterOf(clause: SearchClause, type: string): Filter {
  switch (clause.kind) {
    case 'id':
      return idFilter(clause, type)
    case 'last-updated':
      return lastUpdatedFilter(clause)
    case 'missing':
      return missingFilter(clause)
    case 'token':
      return tokenFilter(clause)
    case 'reference':
      return referenceFilter(clause)
    case 'compartment':
      return compartmentFilter(clause)
    case 'string':
      return stringFilter(clause)
    case 'date':
      return dateFilter(clause)
    case 'number':
      return numberFilter(clause)
    case 'uri':
      return uriFilter(clause)
  }
}
