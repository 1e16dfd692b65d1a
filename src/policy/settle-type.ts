/** The clause as it reads for items of one type: what asks for the type is answered, constants are folded. */
import { all, and, type Clause, none, nor, or } from './clause.ts'
import { directoryTypes, registryTypes } from './type-groups.ts'

const kept: readonly string[] = [...directoryTypes, ...registryTypes]

export function settleType(clause: Clause, type: string): Clause {
  switch (clause.is) {
    case 'and':
      return and(...clause.of.map((part) => settleType(part, type)))
    case 'or':
      return or(...clause.of.map((part) => settleType(part, type)))
    case 'nor':
      return nor(...clause.of.map((part) => settleType(part, type)))
    case 'in':
      if (clause.column === 't') return clause.values.includes(type) ? all : none
      // only an administrator writes registry rows, and only of these types
      return clause.column === 'reg' && !kept.includes(type) ? none : clause
    default:
      return clause
  }
}
