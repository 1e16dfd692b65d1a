/**
 * A condition about one item, as a value: what `restrict` makes of the law and `record/restrict` turns into a filter.
 * Only what the closed list of `storage.md` 6 can say. Constants are folded while building: `all` and `none`
 * never stand inside another clause, and no `and`/`or`/`nor` is empty.
 */
import type { Item } from './item.ts'

export type Column = Exclude<keyof Item, 'ref'> | '_id'
type Value = string | number | boolean

export type Clause =
  | { readonly is: 'all' }
  | { readonly is: 'none' }
  | { readonly is: 'and' | 'or' | 'nor'; readonly of: readonly Clause[] }
  /** a scalar equals, or an array holds, one of the values */
  | { readonly is: 'in'; readonly column: Column; readonly values: readonly Value[] }
  | {
      readonly is: 'gt' | 'gte' | 'lt' | 'lte'
      readonly column: Column
      readonly value: string | number
    }
  | { readonly is: 'present'; readonly column: Column }

export const all: Clause = { is: 'all' }
export const none: Clause = { is: 'none' }

export function and(...clauses: readonly Clause[]): Clause {
  const rest = clauses.filter((clause) => clause.is !== 'all')
  if (rest.some((clause) => clause.is === 'none')) return none
  const flat = rest.flatMap((clause) => (clause.is === 'and' ? clause.of : [clause]))
  return flat.length === 0 ? all : flat.length === 1 && flat[0] ? flat[0] : { is: 'and', of: flat }
}

export function or(...clauses: readonly Clause[]): Clause {
  const rest = clauses.filter((clause) => clause.is !== 'none')
  if (rest.some((clause) => clause.is === 'all')) return all
  const flat = rest.flatMap((clause) => (clause.is === 'or' ? clause.of : [clause]))
  return flat.length === 0 ? none : flat.length === 1 && flat[0] ? flat[0] : { is: 'or', of: flat }
}

/** None of them holds. */
export function nor(...clauses: readonly Clause[]): Clause {
  const any = or(...clauses)
  if (any.is === 'none') return all
  if (any.is === 'all') return none
  return { is: 'nor', of: any.is === 'or' ? any.of : [any] }
}

export function oneOf(column: Column, values: readonly Value[]): Clause {
  return values.length === 0 ? none : { is: 'in', column, values: [...values] }
}

/** The clauses of which one must hold; none for nothing. */
export function partsOf(clause: Clause): readonly Clause[] {
  if (clause.is === 'none') return []
  return clause.is === 'or' ? clause.of : [clause]
}

/** Written alike, part for part. */
export function isSame(one: Clause, other: Clause): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

/** The clause's meaning: the oracle of law 11. Columns an item does not have match nothing but `nor`. */
export function holds(clause: Clause, item: Item): boolean {
  switch (clause.is) {
    case 'all':
      return true
    case 'none':
      return false
    case 'and':
      return clause.of.every((part) => holds(part, item))
    case 'or':
      return clause.of.some((part) => holds(part, item))
    case 'nor':
      return !clause.of.some((part) => holds(part, item))
    case 'present':
      return columnOf(clause.column, item) !== undefined
    case 'in': {
      const value = columnOf(clause.column, item)
      return Array.isArray(value)
        ? value.some((one) => clause.values.includes(one as Value))
        : clause.values.includes(value as Value)
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return compares(clause.is, columnOf(clause.column, item), clause.value)
  }
}

function columnOf(column: Column, item: Item): unknown {
  return column === '_id' ? item.ref : item[column]
}

function compares(by: 'gt' | 'gte' | 'lt' | 'lte', left: unknown, right: string | number): boolean {
  if (typeof left !== typeof right) return false
  const a = left as string | number
  if (by === 'gt') return a > right
  if (by === 'gte') return a >= right
  if (by === 'lt') return a < right
  return a <= right
}
