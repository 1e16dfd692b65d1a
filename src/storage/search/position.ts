/** Where a row stands in an order: one value per column, `null` for none. It is what a page token carries. */
import { OutcomeError } from '#fhir/outcome.ts'
import type { ResourceRow } from '../storage.ts'
import type { Order, OrderColumn } from './order.ts'

export type Position = readonly (string | number | null)[]

type Placed = Pick<ResourceRow, '_id' | 'lu' | 's' | 'sd'>

export function positionOf(row: Placed, order: Order): Position {
  return order.map((column) => valueIn(row, column) ?? null)
}

/** A position that does not fit the order was made for another search. */
export function checkPosition(position: Position, order: Order): Position {
  const fits =
    position.length === order.length &&
    order.every((column, index) => !column.always || typeof position[index] === 'string')
  if (!fits) throw OutcomeError.invalid('The page token belongs to another search.')
  return position
}

/** The order as a comparison, for what is sorted outside of the store. */
export function comparePositions(left: Position, right: Position, order: Order): number {
  for (const [index, column] of order.entries()) {
    const by = compareValues(left[index] ?? null, right[index] ?? null, index, column)
    if (by !== 0) return by
  }
  return 0
}

/** Rows without a value come last in the first column, and in further ones when these descend. */
function compareValues(
  left: string | number | null,
  right: string | number | null,
  index: number,
  column: OrderColumn,
): number {
  if (left === right) return 0
  const nullFirst = index > 0 && !column.descending
  if (left === null) return nullFirst ? -1 : 1
  if (right === null) return nullFirst ? 1 : -1
  return left < right === column.descending ? 1 : -1
}

function valueIn(row: Placed, { field }: OrderColumn): string | number | undefined {
  if (field === '_id' || field === 'lu' || field === 'sd') return row[field]
  return row.s[field.slice('s.'.length)]
}
