/** Many writes in one call: what succeeded stays, what failed is told. https://www.mongodb.com/docs/manual/reference/method/db.collection.bulkWrite/ */
import { type Fields, isFields } from './bson.ts'
import type { Collection } from './catalogue.ts'
import { EngineError, type WriteError } from './engine-error.ts'
import { insert, remove, type UpdateArgs, update } from './modify.ts'
import type { Writing } from './write-row.ts'

export interface BulkAnswer {
  insertedCount: number
  matchedCount: number
  modifiedCount: number
  deletedCount: number
  upsertedCount: number
  readonly insertedIds: Record<number, unknown>
  readonly upsertedIds: Record<number, unknown>
  writeErrors?: readonly WriteError[]
}

export interface InsertAnswer {
  readonly insertedCount: number
  readonly insertedIds: Readonly<Record<number, unknown>>
  readonly writeErrors?: readonly WriteError[]
}

export function insertMany(
  writing: Writing,
  collection: Collection,
  { documents, ordered = true }: { readonly documents?: unknown; readonly ordered?: boolean },
): InsertAnswer {
  if (!Array.isArray(documents)) throw EngineError.badValue('insertMany needs an array')
  const insertedIds: Record<number, unknown> = {}
  let insertedCount = 0
  const writeErrors = eachOf(documents, ordered, (document, at) => {
    insertedIds[at] = insert(writing, collection, document)
    insertedCount++
  })
  return { insertedCount, insertedIds, ...(writeErrors.length > 0 ? { writeErrors } : {}) }
}

export function bulkWrite(
  writing: Writing,
  collection: Collection,
  { operations, ordered = true }: { readonly operations?: unknown; readonly ordered?: boolean },
): BulkAnswer {
  if (!Array.isArray(operations)) throw EngineError.badValue('bulkWrite needs an array')
  const answer: BulkAnswer = {
    insertedCount: 0,
    matchedCount: 0,
    modifiedCount: 0,
    deletedCount: 0,
    upsertedCount: 0,
    insertedIds: {},
    upsertedIds: {},
  }
  const ready = operations.map(operationOf)
  const writeErrors = eachOf(ready, ordered, ({ name, args }, at) => {
    one(writing, collection, name, args, at, answer)
  })
  if (writeErrors.length > 0) answer.writeErrors = writeErrors
  return answer
}

function eachOf<T>(
  items: readonly T[],
  ordered: boolean,
  write: (item: T, at: number) => void,
): WriteError[] {
  const errors: WriteError[] = []
  for (const [at, item] of items.entries()) {
    try {
      write(item, at)
    } catch (error) {
      if (!(error instanceof EngineError) || error.codeName === 'NotSupported') throw error
      errors.push(error.asWriteError(at))
      if (ordered) break
    }
  }
  return errors
}

const parts: Readonly<Record<string, readonly string[]>> = {
  insertOne: ['document'],
  updateOne: ['filter', 'update', 'upsert'],
  updateMany: ['filter', 'update', 'upsert'],
  replaceOne: ['filter', 'replacement', 'upsert'],
  deleteOne: ['filter'],
  deleteMany: ['filter'],
}

function operationOf(operation: unknown): { readonly name: string; readonly args: Fields } {
  const [[name, args] = ['', undefined], ...others] = isFields(operation)
    ? Object.entries(operation)
    : []
  const allowed = parts[name]
  if (!allowed || others.length > 0 || !isFields(args)) {
    throw EngineError.notSupported(`bulkWrite operation ${name}`)
  }
  const wrong = Object.keys(args).find((part) => !allowed.includes(part))
  if (wrong !== undefined) throw EngineError.notSupported(`option ${wrong} of ${name} in bulkWrite`)
  return { name, args }
}

function one(
  writing: Writing,
  collection: Collection,
  name: string,
  args: UpdateArgs & { readonly document?: unknown },
  at: number,
  answer: BulkAnswer,
): void {
  const size = name.endsWith('Many') ? Number.POSITIVE_INFINITY : 1
  if (name === 'insertOne') {
    answer.insertedIds[at] = insert(writing, collection, args.document)
    answer.insertedCount++
  } else if (name.startsWith('delete')) {
    answer.deletedCount += remove(writing, collection, args, size).deletedCount
  } else {
    const { matchedCount, modifiedCount, upsertedId } = update(writing, collection, args, size)
    answer.matchedCount += matchedCount
    answer.modifiedCount += modifiedCount
    if (upsertedId === undefined) return
    answer.upsertedIds[at] = upsertedId
    answer.upsertedCount++
  }
}
