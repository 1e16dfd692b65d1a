/**
 * A condition about one item (the value that the law makes) as a filter in the closed list.
 * The law is unknown here: `record` hands its clause over, whose shape is repeated.
 */
import type { Filter } from '../storage.ts'
import { combine, either, neither, oneOf } from './combine.ts'

type Value = string | number | boolean

export type Condition =
  | { readonly is: 'all' }
  | { readonly is: 'none' }
  | { readonly is: 'and' | 'or' | 'nor'; readonly of: readonly Condition[] }
  | { readonly is: 'in'; readonly column: string; readonly values: readonly Value[] }
  | {
      readonly is: 'gt' | 'gte' | 'lt' | 'lte'
      readonly column: string
      readonly value: string | number
    }
  | { readonly is: 'present'; readonly column: string }

/**
 * `undefined` = nothing can match: answer without a query.
 * @param id the column that holds `Type/id`: `_id` of live rows, `of` of versions
 */
export function conditionFilter(
  condition: Condition,
  id: '_id' | 'of' = '_id',
): Filter | undefined {
  switch (condition.is) {
    case 'all':
      return {}
    case 'none':
      return undefined
    case 'and':
      return conjunction(condition.of, id)
    case 'or':
      return disjunction(condition.of, id)
    case 'nor': {
      const any = disjunction(condition.of, id)
      if (any === undefined) return {}
      if (Object.keys(any).length === 0) return undefined
      const inner = any.$or
      return neither(Array.isArray(inner) && Object.keys(any).length === 1 ? inner : [any])
    }
    case 'in':
      return condition.values.length === 0
        ? undefined
        : oneOf(fieldOf(condition.column, id), condition.values)
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { [fieldOf(condition.column, id)]: { [`$${condition.is}`]: condition.value } }
    case 'present':
      return { [fieldOf(condition.column, id)]: { $exists: true } }
  }
}

function conjunction(conditions: readonly Condition[], id: '_id' | 'of'): Filter | undefined {
  const filters: Filter[] = []
  for (const condition of conditions) {
    const filter = conditionFilter(condition, id)
    if (filter === undefined) return undefined
    filters.push(filter)
  }
  return combine(filters)
}

function disjunction(conditions: readonly Condition[], id: '_id' | 'of'): Filter | undefined {
  const filters = conditions
    .map((condition) => conditionFilter(condition, id))
    .filter((filter) => filter !== undefined)
  if (filters.some((filter) => Object.keys(filter).length === 0)) return {}
  return filters.length === 0 ? undefined : either(filters)
}

function fieldOf(column: string, id: '_id' | 'of'): string {
  return column === '_id' ? id : column
}
