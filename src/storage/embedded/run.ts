/** Runs a plan: the rows that match, in order, each document once (storage.md 5). */
import { column, driver, rowTest } from './access.ts'
import { fromRow } from './documents.ts'
import { EngineError } from './engine-error.ts'
import { conjunctionOf, type Fragment, intersection, type Limit, type Span } from './fragment.ts'
import { type Key, lowest } from './keys.ts'
import { predicateOf } from './match.ts'
import { comparison, type Hit, orderBy, Top } from './order.ts'
import { candidatesOf, documentsOf, type Plan, type Union } from './plan.ts'
import { sortSource } from './sort-source.ts'
import type { Sqlite } from './sqlite.ts'

/** A sort that no index delivers is refused above this (storage.md 5). */
const mostSorted = 100_000
const mostLists = 1_000

/** The first `size` hits. */
export function hitsOf(sqlite: Sqlite, plan: Plan | Union, size: number): readonly Hit[] {
  if (plan.is === 'union') {
    const top = new Top(size, comparison(plan.sort))
    for (const branch of plan.branches)
      for (const hit of hitsOf(sqlite, branch, size)) top.add(restored(hit, branch, plan))
    return top.take()
  }
  const { delivery } = plan
  if (!delivery) return sortedByDocument(sqlite, plan, size)
  if (delivery.columns.length === 0 || (delivery.delivered && delivery.lists.length === 0)) {
    return inOrder(sqlite, plan, size)
  }
  const combinations = delivery.lists.reduce((product, { keys }) => product * keys.length, 1)
  if (delivery.delivered && combinations <= mostLists && Number.isFinite(size)) {
    return merged(sqlite, plan, size)
  }
  return sortedByColumns(sqlite, plan, size)
}

/** What is constant in one branch may not be so in another. */
function restored({ rid, keys }: Hit, branch: Plan, { sort }: Union): Hit {
  if (branch.constants.size === 0) return { rid, keys }
  let at = 0
  return {
    rid,
    keys: sort.map(({ path }) => branch.constants.get(path.name) ?? keys[at++] ?? lowest),
  }
}

export function countOf(sqlite: Sqlite, plan: Plan | Union, cap: number): number {
  if (plan.is === 'union') {
    const rids = new Set<number>()
    for (const branch of plan.branches) {
      for (const rid of ridsOf(sqlite, branch)) {
        rids.add(rid)
        if (rids.size >= cap) return cap
      }
    }
    return rids.size
  }
  if (plan.residual.length > 0) {
    let count = 0
    for (const _ of ridsOf(sqlite, plan)) if (++count >= cap) break
    return count
  }
  const distinct = plan.access?.repeats ? `DISTINCT ${column('rid')}` : '1'
  const { sql, values } = statement(plan, distinct)
  if (Number.isFinite(cap)) {
    return Number(sqlite.get(`SELECT count(*) FROM (${sql} LIMIT ${cap})`, ...values)?.[0])
  }
  const { sql: whole } = statement(
    plan,
    plan.access?.repeats ? `count(DISTINCT ${column('rid')})` : 'count(*)',
  )
  return Number(sqlite.get(whole, ...values)?.[0])
}

/** In any order, each once. */
function* ridsOf(sqlite: Sqlite, plan: Plan): Generator<number> {
  const { sql, values } = statement(plan, selection(plan, [column('rid')]))
  const seen = plan.access?.repeats ? new Set<number>() : undefined
  for (const row of matching(sqlite, plan, sql, values, 1)) {
    const rid = row[0] as number
    if (seen?.has(rid)) continue
    seen?.add(rid)
    yield rid
  }
}

/** The index delivers the order, or none is asked for. */
function inOrder(sqlite: Sqlite, plan: Plan, size: number, narrowed?: Fragment): readonly Hit[] {
  const { delivery, access, residual } = plan
  const columns = delivery?.columns.map(({ name }) => column(name)) ?? []
  const order = delivery ? orderBy(delivery) : ''
  const distinct = access?.repeats && residual.length === 0 ? 'DISTINCT ' : ''
  const wanted = selection(plan, [column('rid'), ...columns])
  const { sql, values } = statement(plan, `${distinct}${wanted}`, narrowed)
  const isOpen = residual.length > 0 || !Number.isFinite(size)
  const rows = matching(
    sqlite,
    plan,
    `${sql}${order}${isOpen ? '' : ' LIMIT ?'}`,
    isOpen ? values : [...values, size],
    1 + columns.length,
  )
  const hits: Hit[] = []
  const seen = access?.repeats && residual.length > 0 ? new Set<number>() : undefined
  for (const [rid, ...keys] of rows) {
    if (seen?.has(rid as number)) continue
    seen?.add(rid as number)
    hits.push({ rid: rid as number, keys: keys as Key[] })
    if (hits.length >= size) break
  }
  return hits
}

/** Each combination of the lists delivers its order; what lies behind the last hit so far is not read. */
function merged(sqlite: Sqlite, plan: Plan, size: number): readonly Hit[] {
  const { access, delivery, sort } = plan
  const [first] = delivery?.columns ?? []
  if (!access || !delivery || !first) return []
  const top = new Top(size, comparison(sort))
  for (const keys of combinationsOf(delivery.lists.map((list) => list.keys))) {
    const last = top.last()?.keys[0]
    const chosen = new Map(delivery.lists.map((list, at) => [list.column, keys[at] as Key]))
    const test = rowTest({ ...access, bounds: narrowedBounds(plan, chosen, first, last) })
    for (const hit of inOrder(sqlite, plan, size, test)) top.add(hit)
  }
  return top.take()
}

function narrowedBounds(
  { access }: Plan,
  chosen: ReadonlyMap<string, Key>,
  first: { readonly name: string; readonly descending: boolean },
  last: Key | undefined,
) {
  const bounds = (access?.bounds ?? []).map((bound) => {
    const key = chosen.get(bound.column)
    return key === undefined ? bound : ({ is: 'eq', column: bound.column, key } as const)
  })
  if (last === undefined) return bounds
  const limit: Limit = { key: last, inclusive: true }
  const span: Span = first.descending
    ? { lower: limit, upper: highest }
    : { lower: { key: lowest, inclusive: true }, upper: limit }
  const own = bounds.findIndex((bound) => bound.column === first.name)
  const before = bounds[own]
  if (before?.is === 'span') {
    return bounds.with(own, { ...before, span: intersection(before.span, span) })
  }
  return [...bounds, { is: 'span', column: first.name, span } as const]
}

const highest: Limit = { key: Uint8Array.of(0xff), inclusive: false }

function* combinationsOf(lists: readonly (readonly Key[])[]): Generator<Key[]> {
  const [first, ...rest] = lists
  if (!first) yield []
  else for (const key of first) for (const others of combinationsOf(rest)) yield [key, ...others]
}

/** The rows of the driver hold the values, in another order. */
function sortedByColumns(sqlite: Sqlite, plan: Plan, size: number): readonly Hit[] {
  const { access, candidates } = plan
  if (access && (candidates === undefined || candidates >= 2_000)) {
    if (candidatesOf(sqlite, access, mostSorted + 1) > mostSorted) throw tooCostly()
  }
  return inOrder(sqlite, plan, size)
}

/** The values to sort by are in the documents. */
function sortedByDocument(sqlite: Sqlite, plan: Plan, size: number): readonly Hit[] {
  const { columns, keysOf } = sortSource(plan)
  const wanted = selection(plan, [column('rid'), ...columns])
  const { sql, values } = statement(plan, wanted, undefined, true)
  const top = new Top(size, comparison(plan.sort))
  let count = 0
  for (const [rid, ...found] of matching(sqlite, plan, sql, values, 1 + columns.length)) {
    if (++count > mostSorted) throw tooCostly()
    top.add({ rid: rid as number, keys: keysOf(found) })
  }
  return top.take()
}

function tooCostly(): EngineError {
  const message = `More than ${mostSorted} candidates to sort without an index`
  return new EngineError('TooCostly', message)
}

/** What is selected, with the document behind it where only JavaScript can test it. */
function selection(plan: Plan, columns: readonly string[]): string {
  const source = documentsOf(plan.access)
  const document = ['doc', 'types', 'text', 'blob'].map((name) => `${source}.${name}`)
  return [...columns, ...(plan.residual.length > 0 ? document : [])].join(', ')
}

function* matching(sqlite: Sqlite, plan: Plan, sql: string, values: readonly Key[], width: number) {
  if (plan.residual.length === 0) {
    if (sql.endsWith(' LIMIT ?')) yield* sqlite.all(sql, values)
    else yield* sqlite.iterate(sql, values)
    return
  }
  const test = predicateOf(plan.residual)
  for (const row of sqlite.iterate(sql, values)) {
    const [doc = null, types = null, text = null, blob = null] = row.slice(width)
    if (test(fromRow(plan.collection, doc, types, text, blob))) yield row.slice(0, width)
  }
}

/** @param narrowed instead of the access's own tests of the row */
function statement(plan: Plan, wanted: string, narrowed?: Fragment, opens = false): Fragment {
  const { access, collection, pushed } = plan
  const needsDocuments = opens || plan.opensDocuments || plan.residual.length > 0
  const joins = access && !access.index.primary && needsDocuments
  const from = `${access?.index.table ?? collection.table} ${driver}${joins ? ` CROSS JOIN ${collection.table} c ON c.rid = ${column('rid')}` : ''}`
  const own = narrowed ?? (access && rowTest(access))
  const tests = [...(own ? [own] : []), ...pushed]
  const { sql, values } = conjunctionOf(tests)
  return { sql: `SELECT ${wanted} FROM ${from}${tests.length > 0 ? ` WHERE ${sql}` : ''}`, values }
}

function selected(columns: readonly string[], source: string): string {
  const own = `${source}.doc`
  return columns
    .map((name) => {
      if (name === 'NULL') return name
      // where `_id` and the text say all, the document is not even read
      return name === 'rest'
        ? `CASE WHEN typeof(${source}.id) = 'text' AND ${source}.text IS NOT NULL THEN NULL ELSE ${own} END`
        : `${source}.${name}`
    })
    .join(', ')
}

/** The whole answer from one statement, where nothing but the documents in order is wanted. */
export function streamed(
  plan: Plan,
  columns: readonly string[],
  skip: number,
  size: number,
): Fragment | undefined {
  const { delivery, access, residual } = plan
  const inOrderAlready =
    delivery &&
    (delivery.columns.length === 0 || (delivery.delivered && delivery.lists.length === 0))
  if (!inOrderAlready || residual.length > 0 || access?.repeats) return undefined
  const source = documentsOf(access)
  const { sql, values } = statement(plan, selected(columns, source), undefined, true)
  const limit = Number.isFinite(size) ? size : -1
  return { sql: `${sql}${orderBy(delivery)} LIMIT ? OFFSET ?`, values: [...values, limit, skip] }
}
