/** One native query with the options of the store: rows as they are, never hydrated. */
import type { ClientSession } from 'mongoose'
import type { Rows } from '../models/models.ts'
import type { Filter, FindOptions } from '../storage.ts'

export async function findRows<T extends { readonly _id: string }>(
  rows: Rows<T>,
  filter: Filter,
  options: FindOptions = {},
  session?: ClientSession,
): Promise<T[]> {
  const { sort, limit, fields } = options
  if (limit === 0) return []
  const found = await rows
    .find(filter as Parameters<Rows<T>['find']>[0], {
      ...(session === undefined ? {} : { session }),
      ...(sort === undefined ? {} : { sort: { ...sort } }),
      ...(limit === undefined ? {} : { limit }),
      ...(fields === undefined ? {} : { projection: projectionOf(fields) }),
    })
    .toArray()
  return found as unknown as T[]
}

function projectionOf(fields: readonly string[]): Record<string, 1> {
  return Object.fromEntries(fields.map((field) => [field, 1]))
}
