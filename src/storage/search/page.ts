/** One page of a search in any order, with the position of its last row if more follows. */
import type { Filter, ResourceRow, Storage } from '../storage.ts'
import { combine } from './combine.ts'
import { type Order, orderFields } from './order.ts'
import { type Position, positionOf } from './position.ts'
import { segmentsOf } from './segments.ts'

export interface PageRequest {
  readonly filter: Filter
  readonly order: Order
  readonly limit: number
  readonly after?: Position
  /** columns wanted; all without it */
  readonly fields?: readonly string[]
}

export interface PageFound {
  readonly rows: readonly ResourceRow[]
  readonly next?: Position
}

export async function findPage(find: Storage['find'], request: PageRequest): Promise<PageFound> {
  const { filter, order, limit, after, fields } = request
  const wanted = limit + 1
  const rows: ResourceRow[] = []
  for (const segment of segmentsOf(order, after)) {
    if (rows.length === wanted) break
    const found = await find(combine([filter, segment.filter]), {
      sort: segment.sort,
      limit: wanted - rows.length,
      ...(fields === undefined ? {} : { fields: [...fields, ...orderFields(order)] }),
    })
    rows.push(...found)
  }
  const last = rows[limit - 1]
  return rows.length < wanted || last === undefined
    ? { rows }
    : { rows: rows.slice(0, limit), next: positionOf(last, order) }
}
