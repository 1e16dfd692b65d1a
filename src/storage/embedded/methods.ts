/** The methods of a collection, by name. */
import { aggregate } from './aggregate.ts'
import { bulkWrite, insertMany } from './bulk-write.ts'
import type { Collection } from './catalogue.ts'
import { EngineError } from './engine-error.ts'
import { parseFilter } from './filter.ts'
import { count, distinct, explain, find, windowOf } from './find.ts'
import { createIndexes, dropIndex, listIndexes } from './index-admin.ts'
import { findOneAnd, remove, update } from './modify.ts'
import { parseSort } from './order.ts'
import type { Sqlite } from './sqlite.ts'
import type { Writing } from './write-row.ts'

export type Method =
  | 'insertMany'
  | 'updateOne'
  | 'updateMany'
  | 'replaceOne'
  | 'deleteOne'
  | 'deleteMany'
  | 'findOneAndUpdate'
  | 'findOneAndReplace'
  | 'findOneAndDelete'
  | 'bulkWrite'
  | 'find'
  | 'count'
  | 'distinct'
  | 'aggregate'
  | 'createIndexes'
  | 'listIndexes'
  | 'dropIndex'
  | 'createCollection'
  | 'listCollections'
  | 'dropCollection'
  | 'dropDatabase'
  | 'explain'

export type Args = Readonly<Record<string, unknown>>

interface Read {
  readonly run: (sqlite: Sqlite, collection: Collection, args: Args) => unknown
  /** the answer where there is no such collection */
  readonly none: unknown
}

type Write = (writing: Writing, collection: Collection, args: Args) => unknown

const all = Number.POSITIVE_INFINITY
const nothing = {
  driver: undefined,
  probes: [],
  residual: false,
  opened: false,
  sorted: false,
  scan: false,
  candidates: 0,
}

const reads: Readonly<Partial<Record<Method, Read>>> = {
  find: { run: find, none: [] },
  count: { run: count, none: 0 },
  distinct: { run: distinct, none: [] },
  explain: { run: explain, none: nothing },
}

const writes: Readonly<Partial<Record<Method, Write>>> = {
  insertMany,
  bulkWrite,
  updateOne: (writing, collection, args) => update(writing, collection, args, 1),
  updateMany: (writing, collection, args) => update(writing, collection, args, all),
  replaceOne: (writing, collection, args) => update(writing, collection, replacing(args), 1),
  deleteOne: (writing, collection, args) => remove(writing, collection, args, 1),
  deleteMany: (writing, collection, args) => remove(writing, collection, args, all),
  findOneAndUpdate: (writing, collection, args) => findOneAnd(writing, collection, args, 'change'),
  findOneAndReplace: (writing, collection, args) =>
    findOneAnd(writing, collection, replacing(args), 'change'),
  findOneAndDelete: (writing, collection, args) => findOneAnd(writing, collection, args, 'delete'),
  createIndexes: (writing, collection, { indexes }) => createIndexes(writing, collection, indexes),
}

/** Never an update by operators, even if the replacement is missing. */
function replacing(args: Args): Args {
  return { ...args, replacement: args.replacement ?? null }
}

const otherReads: ReadonlySet<Method> = new Set<Method>([
  'aggregate',
  'listIndexes',
  'listCollections',
])

export function isRead(method: Method): boolean {
  return method in reads || otherReads.has(method)
}

export function read(
  { sqlite, catalogue }: Writing,
  name: string,
  method: Method,
  args: Args,
): unknown {
  const collection = catalogue.get(name)
  if (method === 'aggregate') return aggregate(sqlite, collection, args.pipeline)
  if (method === 'listCollections') {
    return catalogue.all().map((one) => ({ name: one.name, type: 'collection' }))
  }
  if (method === 'listIndexes') return listIndexes(existing(name, collection))
  const found = reads[method]
  if (!found) throw EngineError.notSupported(`method ${method}`)
  if (collection) return found.run(sqlite, collection, args)
  // what is not allowed is refused even where nothing can be found
  parseFilter(args.filter)
  parseSort(args.sort)
  windowOf(args)
  return structuredClone(found.none)
}

export function write(writing: Writing, name: string, method: Method, args: Args): unknown {
  const { catalogue } = writing
  const collection = catalogue.get(name)
  const run = writes[method]
  if (run) return run(writing, collection ?? catalogue.add(name), args)
  switch (method) {
    case 'createCollection':
      return createCollection(writing, name, args)
    case 'dropIndex':
      return dropIndex(writing, existing(name, collection), args.name)
    case 'dropCollection':
      if (collection) catalogue.remove(collection)
      return collection !== undefined
    case 'dropDatabase':
      for (const one of catalogue.all()) catalogue.remove(one)
      return true
    default:
      throw EngineError.notSupported(`method ${method}`)
  }
}

/** Again with the same options it is no error, as in MongoDB 7. */
function createCollection({ catalogue }: Writing, name: string, { textField }: Args): void {
  const field = typeof textField === 'string' ? textField : undefined
  const found = catalogue.get(name)
  if (!found) catalogue.add(name, field)
  else if (found.textField !== field) {
    throw new EngineError('NamespaceExists', `A collection ${name} exists with other options`)
  }
}

function existing(name: string, collection: Collection | undefined): Collection {
  if (collection) return collection
  throw new EngineError('NamespaceNotFound', `ns does not exist: ${name}`)
}
