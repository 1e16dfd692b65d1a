/** Writes of one kind each: insert, update, replace, delete, and findOneAnd… */
import { bson, type Fields, isFields } from './bson.ts'
import type { Collection } from './catalogue.ts'
import { EngineError } from './engine-error.ts'
import { type Condition, parseFilter } from './filter.ts'
import { onlyId } from './find.ts'
import { compareKeys, keyOf } from './keys.ts'
import { predicateOf } from './match.ts'
import { parseSort } from './order.ts'
import { planOf } from './plan.ts'
import { projectionOf } from './projection.ts'
import { hitsOf } from './run.ts'
import { type Change, parseUpdate } from './update.ts'
import { deleteRow, insertRow, loadRow, updateRow, type Writing } from './write-row.ts'

export interface UpdateArgs {
  readonly filter?: unknown
  readonly update?: unknown
  readonly replacement?: unknown
  readonly upsert?: boolean
  readonly sort?: unknown
}

export interface UpdateAnswer {
  readonly matchedCount: number
  readonly modifiedCount: number
  readonly upsertedId?: unknown
}

/** Sets `_id` if the document has none, and puts it first. */
export function insert(writing: Writing, collection: Collection, document: unknown): unknown {
  if (!isFields(document)) throw EngineError.badValue('A document must be an object')
  const { _id = new bson.ObjectId() } = document
  insertRow(
    writing,
    collection,
    Object.keys(document)[0] === '_id' ? document : { _id, ...document },
  )
  return _id
}

export function update(
  writing: Writing,
  collection: Collection,
  args: UpdateArgs,
  size: number,
): UpdateAnswer {
  const conjuncts = parseFilter(args.filter)
  const change = changeOf(args)
  const found = matches(writing, collection, conjuncts, args.sort, size)
  if (found.length === 0 && args.upsert) {
    const document = upserted(writing, collection, conjuncts, change)
    return { matchedCount: 0, modifiedCount: 0, upsertedId: document._id }
  }
  let modifiedCount = 0
  for (const rid of found) {
    const loaded = loadRow(writing.sqlite, collection, rid)
    if (updateRow(writing, collection, loaded, changed(loaded.document, change))) modifiedCount++
  }
  return { matchedCount: found.length, modifiedCount }
}

export function remove(
  writing: Writing,
  collection: Collection,
  args: { readonly filter?: unknown },
  size: number,
): { readonly deletedCount: number } {
  const found = matches(writing, collection, parseFilter(args.filter), undefined, size)
  for (const rid of found) deleteRow(writing, collection, loadRow(writing.sqlite, collection, rid))
  return { deletedCount: found.length }
}

export interface FindOneAndArgs extends UpdateArgs {
  readonly projection?: unknown
  readonly returnDocument?: 'before' | 'after'
}

export interface FoundOne {
  readonly value: Fields | null
  readonly upserted?: unknown
}

export function findOneAnd(
  writing: Writing,
  collection: Collection,
  args: FindOneAndArgs,
  act: 'change' | 'delete',
): FoundOne {
  const { apply } = projectionOf(collection, args.projection)
  const conjuncts = parseFilter(args.filter)
  const change = act === 'change' ? changeOf(args) : undefined
  const [rid] = matches(writing, collection, conjuncts, args.sort, 1)
  const returnsAfter = args.returnDocument === 'after'
  if (rid === undefined) {
    if (!change || !args.upsert) return { value: null }
    const document = upserted(writing, collection, conjuncts, change)
    return { value: returnsAfter ? apply(document) : null, upserted: document._id }
  }
  const loaded = loadRow(writing.sqlite, collection, rid)
  if (!change) {
    deleteRow(writing, collection, loaded)
    return { value: apply(loaded.document) }
  }
  const after = changed(loaded.document, change)
  updateRow(writing, collection, loaded, after)
  return { value: apply(returnsAfter ? after : loaded.document) }
}

function changeOf({ update: operators, replacement }: UpdateArgs): Change {
  if (replacement === undefined) return parseUpdate(operators)
  if (!isFields(replacement)) throw EngineError.badValue('A replacement must be an object')
  if (Object.keys(replacement).some((key) => key.startsWith('$'))) {
    throw EngineError.badValue('A replacement must not have atomic operators')
  }
  return ({ _id }) => {
    if (replacement._id === undefined) return { _id, ...replacement }
    return { ...replacement }
  }
}

function changed(document: Fields, change: Change): Fields {
  const after = change(document, false)
  if (
    after !== document &&
    (after._id === undefined || compareKeys(keyOf(after._id), keyOf(document._id)) !== 0)
  ) {
    throw new EngineError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    )
  }
  return after
}

/** The rows to write, found before the first is written. */
function matches(
  { sqlite }: Writing,
  collection: Collection,
  conjuncts: readonly Condition[],
  sort: unknown,
  size: number,
): readonly number[] {
  const order = parseSort(sort)
  const id = onlyId(conjuncts)
  if (id === undefined) {
    return hitsOf(sqlite, planOf(sqlite, collection, { conjuncts, sort: order }), size).map(
      ({ rid }) => rid,
    )
  }
  const row = sqlite.get(`SELECT rid FROM ${collection.table} WHERE id = ?`, id)
  if (!row) return []
  const rid = row[0] as number
  const isMatch =
    conjuncts.length === 1 || predicateOf(conjuncts)(loadRow(sqlite, collection, rid).document)
  return isMatch ? [rid] : []
}

/** What the filter says by equality, then the update; only with `_id`, else two processes might both insert. */
function upserted(
  writing: Writing,
  collection: Collection,
  conjuncts: readonly Condition[],
  change: Change,
): Fields {
  if (onlyId(conjuncts) === undefined)
    throw EngineError.notSupported('upsert without _id in the filter')
  let document: Fields = {}
  for (const one of conjuncts) {
    if (one.is !== 'eq') continue
    if (one.path.segments.length > 1)
      throw EngineError.notSupported('upsert by a dotted path', one.path.name)
    document[one.path.name] = one.value
  }
  const { _id, ...rest } = document
  document = { _id, ...rest }
  const after = changed(document, (before) => change(before, true))
  insertRow(writing, collection, after)
  return after
}
