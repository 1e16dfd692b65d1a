/**
 * An order as one query, or two run after each other: engines put rows without a value first when a sort ascends, we
 * put them last. A keyset position narrows the first and says how much of the order is behind us.
 */
import type { Filter, Sort } from '../storage.ts'
import { combine, either } from './combine.ts'
import type { Order, OrderColumn } from './order.ts'
import { checkPosition, type Position } from './position.ts'

export interface Segment {
  readonly filter: Filter
  readonly sort: Sort
}

export function segmentsOf(order: Order, after?: Position): Segment[] {
  const [first, ...rest] = order
  const place = after === undefined ? undefined : checkPosition(after, order)
  if (first === undefined || first.always) return [segment(order, {}, place)]
  const withValue = { [first.field]: { $exists: true } }
  const without = { [first.field]: { $exists: false } }
  if (place === undefined) return [segment(order, withValue), segment(rest, without)]
  return place[0] === null
    ? [segment(rest, without, place.slice(1))]
    : [segment(order, withValue, place), segment(rest, without)]
}

function segment(order: Order, filter: Filter, after?: Position): Segment {
  return {
    filter: after === undefined ? filter : combine([filter, beyond(order, after)]),
    sort: Object.fromEntries(order.map(({ field, descending }) => [field, descending ? -1 : 1])),
  }
}

/** Beyond in the first column, or equal there and beyond in the rest. */
function beyond(order: Order, after: Position): Filter {
  const [column, ...rest] = order
  const value = after[0] ?? null
  if (column === undefined) throw new RangeError('A position has at least one column.')
  const further = furtherIn(column, value)
  if (rest.length === 0) return either(further)
  const same = value === null ? { [column.field]: { $exists: false } } : { [column.field]: value }
  const tie = combine([same, beyond(rest, after.slice(1))])
  const bound = boundOf(column, value)
  return combine([...bound, either([...further, tie])])
}

/** As engines sort: a missing value is below every other. */
function furtherIn({ field, descending, always }: OrderColumn, value: string | number | null) {
  if (value === null) return descending ? [] : [{ [field]: { $exists: true } }]
  if (!descending) return [{ [field]: { $gt: value } }]
  return [{ [field]: { $lt: value } }, ...(always ? [] : [{ [field]: { $exists: false } }])]
}

/** Follows from the alternatives; an index can serve it. */
function boundOf({ field, descending, always }: OrderColumn, value: string | number | null) {
  if (value === null) return []
  if (!descending) return [{ [field]: { $gte: value } }]
  return always ? [{ [field]: { $lte: value } }] : []
}
