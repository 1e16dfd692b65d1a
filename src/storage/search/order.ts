/**
 * The order of a search as columns of the row; ties are broken by the stamp, oldest first, which alone is the order
 * without `_sort`: a row that changes while someone pages moves to the end and is met again. https://hl7.org/fhir/R4/search.html#sort
 */
import type { SortKey } from '#fhir/search/request.ts'

export interface OrderColumn {
  /** dotted path in the row */
  readonly field: string
  readonly descending: boolean
  /** every row has a value */
  readonly always: boolean
}

export type Order = readonly OrderColumn[]

const own = new Map([
  ['_id', '_id'],
  ['_lastUpdated', 'lu'],
])

/**
 * @param clinicalDate the parameter that column `sd` holds for this type: given only where one patient is asked
 * about, because the index begins with the patient
 */
export function orderOf(keys: readonly SortKey[], clinicalDate?: string): Order {
  const columns = keys.map(({ param, descending }): OrderColumn => {
    const field = own.get(param)
    if (field !== undefined) return { field, descending, always: true }
    if (param === clinicalDate) return { field: 'sd', descending, always: false }
    // smallest value upwards, largest downwards
    return { field: `s.${descending ? '-' : ''}${param}`, descending, always: false }
  })
  const stamp = columns.findIndex((column) => column.field === 'lu')
  return stamp === -1
    ? [...columns, { field: 'lu', descending: false, always: true }]
    : columns.slice(0, stamp + 1)
}

/** Columns that a query must fetch to know a row's position. */
export function orderFields(order: Order): string[] {
  return [...new Set(order.map((column) => column.field.split('.')[0] ?? column.field))]
}
