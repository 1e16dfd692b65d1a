/** Reads: find, count, distinct, explain. */
import { bson, type Fields } from './bson.ts'
import type { Collection } from './catalogue.ts'
import { fromRow } from './documents.ts'
import { EngineError } from './engine-error.ts'
import { fieldPath, reaches } from './field-path.ts'
import { type Condition, parseFilter } from './filter.ts'
import { type Key, keyOf, rowText } from './keys.ts'
import { predicateOf } from './match.ts'
import { parseSort } from './order.ts'
import { hinted, type Plan, planOf, type Union } from './plan.ts'
import { type Projection, projectionOf } from './projection.ts'
import { countOf, hitsOf, streamed } from './run.ts'
import type { Column, Sqlite } from './sqlite.ts'

export interface FindArgs {
  readonly filter?: unknown
  readonly sort?: unknown
  readonly skip?: number
  readonly limit?: number
  readonly projection?: unknown
  readonly hint?: unknown
}

const mostSkipped = 1_000

export interface Window {
  readonly skip: number
  readonly size: number
}

export function windowOf({ skip = 0, limit = 0 }: Pick<FindArgs, 'skip' | 'limit'>): Window {
  if (!Number.isInteger(skip) || skip < 0) throw EngineError.badValue('skip must be 0 or more')
  if (!Number.isInteger(limit) || limit < 0) throw EngineError.badValue('limit must be 0 or more')
  if (skip > mostSkipped) throw EngineError.notSupported(`skip above ${mostSkipped}`)
  return { skip, size: limit === 0 ? Number.POSITIVE_INFINITY : limit }
}

export function find(sqlite: Sqlite, collection: Collection, args: FindArgs): Fields[] {
  const conjuncts = parseFilter(args.filter)
  const projection = projectionOf(collection, args.projection)
  const window = windowOf(args)
  const sort = parseSort(args.sort)
  const hint = hinted(collection, args.hint)
  const one = onlyId(conjuncts)
  if (one) return window.skip > 0 ? [] : byId(sqlite, collection, one, conjuncts, projection)
  return read(sqlite, planOf(sqlite, collection, { conjuncts, sort, hint }), projection, window)
}

/** The condition on `_id` that leaves one document at most. */
export function onlyId(conjuncts: readonly Condition[]): Key | undefined {
  const found = conjuncts.find((one) => one.is === 'eq' && one.path.name === '_id')
  return found?.is === 'eq' ? found.key : undefined
}

function byId(
  sqlite: Sqlite,
  collection: Collection,
  id: Key,
  conjuncts: readonly Condition[],
  projection: Projection,
): Fields[] {
  const isAlone = conjuncts.length === 1
  if (isAlone && projection.textOnly && typeof id === 'string') {
    const row = sqlite.get(
      `SELECT text FROM ${collection.table} WHERE id = ? AND text IS NOT NULL`,
      id,
    )
    if (row) return [{ _id: id, [collection.textField as string]: row[0] }]
  }
  const columns = isAlone ? projection.columns : ['doc', 'types', 'text', 'blob']
  const row = sqlite.get(`SELECT ${columns.join(', ')} FROM ${collection.table} WHERE id = ?`, id)
  if (!row) return []
  const document = fromRow(collection, ...fourOf(row))
  return isAlone || predicateOf(conjuncts)(document) ? [projection.apply(document)] : []
}

function read(
  sqlite: Sqlite,
  plan: Plan | Union,
  projection: Projection,
  { skip, size }: Window,
): Fields[] {
  const { collection } = plan
  if (plan.is === 'path') {
    const columns = projection.textOnly ? ['id', 'text', 'rest', 'types'] : projection.columns
    const whole = streamed(plan, columns, skip, size)
    if (whole) {
      const rows = sqlite.all(whole.sql, whole.values)
      if (!projection.textOnly) {
        return rows.map((row) => projection.apply(fromRow(collection, ...fourOf(row))))
      }
      return rows.map(([id = null, text = null, doc = null, types = null]) =>
        doc === null
          ? { _id: id, [collection.textField as string]: text }
          : projection.apply(fromRow(collection, doc, types, text, null)),
      )
    }
  }
  return hitsOf(sqlite, plan, skip + size)
    .slice(skip)
    .map(({ rid }) => projection.apply(documentAt(sqlite, collection, rid, projection.columns)))
}

export function documentAt(
  sqlite: Sqlite,
  collection: Collection,
  rid: number,
  columns: readonly string[] = ['doc', 'types', 'text', 'blob'],
): Fields {
  const row = sqlite.get(`SELECT ${columns.join(', ')} FROM ${collection.table} WHERE rid = ?`, rid)
  if (!row) throw new Error(`Row ${rid} of ${collection.name} is missing: the index is wrong`)
  return fromRow(collection, ...fourOf(row))
}

function fourOf(row: readonly Column[]): [Column, Column, Column, Column] {
  const [doc = null, types = null, text = null, blob = null] = row
  return [doc, types, text, blob]
}

export function count(sqlite: Sqlite, collection: Collection, args: FindArgs): number {
  const conjuncts = parseFilter(args.filter)
  const { skip, size } = windowOf(args)
  const hint = hinted(collection, args.hint)
  const cap = skip + size
  return Math.max(
    0,
    countOf(sqlite, planOf(sqlite, collection, { conjuncts, sort: [], hint }), cap) - skip,
  )
}

export function distinct(
  sqlite: Sqlite,
  collection: Collection,
  { key, filter }: { readonly key?: unknown; readonly filter?: unknown },
): unknown[] {
  if (typeof key !== 'string') throw EngineError.badValue('distinct needs the name of a field')
  const { segments } = fieldPath(key, 'distinct')
  const values = new Map<string, unknown>()
  const add = (value: unknown) => {
    values.set(
      typeof value === 'object' && value !== null ? textOfObject(value) : rowText([keyOf(value)]),
      value,
    )
    return false
  }
  const projection = { [segments[0] as string]: 1 }
  for (const document of find(sqlite, collection, { filter, projection })) {
    reaches(document, segments, (value) => (Array.isArray(value) ? value.some(add) : add(value)))
  }
  return [...values.values()]
}

function textOfObject(value: object): string {
  return value instanceof Date || value instanceof bson.ObjectId || value instanceof bson.Binary
    ? rowText([keyOf(value)])
    : JSON.stringify(value)
}

export interface Explanation {
  /** index, or undefined where every document is read */
  readonly driver: string | undefined
  readonly probes: readonly string[]
  /** something is tested in JavaScript */
  readonly residual: boolean
  /** something is tested on the document's text */
  readonly opened: boolean
  /** the order has to be made */
  readonly sorted: boolean
  readonly scan: boolean
  /** rows of the driver, counted up to a cap; undefined if nobody counted */
  readonly candidates: number | undefined
  readonly union?: readonly Explanation[]
}

export function explain(sqlite: Sqlite, collection: Collection, args: FindArgs): Explanation {
  const conjuncts = parseFilter(args.filter)
  windowOf(args)
  projectionOf(collection, args.projection)
  const hint = hinted(collection, args.hint)
  return explanation(planOf(sqlite, collection, { conjuncts, sort: parseSort(args.sort), hint }))
}

function explanation(plan: Plan | Union): Explanation {
  if (plan.is === 'union') {
    const union = plan.branches.map(explanation)
    return {
      driver: [...new Set(union.map(({ driver }) => driver))].join(' | '),
      probes: union.flatMap(({ probes }) => probes),
      residual: union.some(({ residual }) => residual),
      opened: union.some(({ opened }) => opened),
      sorted: union.some(({ sorted }) => sorted),
      scan: union.some(({ scan }) => scan),
      candidates: undefined,
      union,
    }
  }
  const { access, probes, residual, opensDocuments, delivery, candidates } = plan
  return {
    driver: access?.index.name,
    probes,
    residual: residual.length > 0,
    opened: opensDocuments,
    sorted: !delivery?.delivered,
    scan: !access || access.bounds.length === 0,
    candidates,
  }
}
