/** Answers of many writes at once in the driver's shape, with what succeeded beside what failed. */

import { BulkWriteResult, MongoBulkWriteError, WriteError } from 'mongodb/lib/bulk/common.js'
import mongoose from 'mongoose'
import { notSupported, toServerError } from './server-error.ts'

type Document = Record<string, unknown>

interface EngineWriteError {
  readonly index: number
  readonly code: number
  readonly codeName?: string
  readonly message?: string
  readonly errmsg?: string
  readonly keyPattern?: unknown
  readonly keyValue?: unknown
}

interface EngineAnswer {
  readonly insertedCount?: number
  readonly matchedCount?: number
  readonly modifiedCount?: number
  readonly deletedCount?: number
  readonly upsertedIds?: Readonly<Record<string, unknown>>
  readonly writeErrors?: readonly EngineWriteError[]
}

export function insertManyAnswer(
  answer: unknown,
  documents: readonly Document[],
  ordered: boolean,
  asked: 'one' | 'many',
) {
  const { writeErrors = [], insertedCount = 0 } = answer as EngineAnswer
  const [first] = writeErrors
  if (first && asked === 'one') throw single(first)
  const insertedIds = documents.map(({ _id }, index) => ({ index, _id }))
  if (first) throw bulkError(answer as EngineAnswer, insertedIds, ordered, documents)
  return {
    acknowledged: true,
    insertedCount,
    insertedIds: Object.fromEntries(insertedIds.map(({ index, _id }) => [index, _id])),
  }
}

export function bulkAnswer(answer: unknown, operations: readonly Document[], ordered: boolean) {
  const insertedIds = operations.flatMap((operation, index) => {
    const insert = operation.insertOne as { document: Document } | undefined
    return insert ? [{ index, _id: insert.document._id }] : []
  })
  const counts = answer as EngineAnswer
  if (counts.writeErrors?.length) throw bulkError(counts, insertedIds, ordered, operations)
  return resultOf(counts, insertedIds, [], ordered)
}

const parts: Readonly<Record<string, ReadonlySet<string>>> = {
  insertOne: new Set(['document']),
  updateOne: new Set(['filter', 'update', 'upsert']),
  updateMany: new Set(['filter', 'update', 'upsert']),
  replaceOne: new Set(['filter', 'replacement', 'upsert']),
  deleteOne: new Set(['filter']),
  deleteMany: new Set(['filter']),
}
/** mongoose leaves these in an operation; they ask nothing of a database. */
const mongooseOnly = new Set(['timestamps', 'strict', 'setDefaultsOnInsert', 'overwriteImmutable'])

/** One operation of a bulk write, checked, with `_id` where it inserts. */
export function withId(operation: Document): Document {
  const [name = '', ...others] = Object.keys(operation)
  const allowed = parts[name]
  if (!allowed || others.length > 0) throw notSupported(`bulkWrite operation ${name}`)
  const sent = operation[name] as Document
  if (name === 'insertOne') {
    const document = (sent.document ?? sent) as Document
    document._id ??= new mongoose.mongo.ObjectId()
    return { insertOne: { document } }
  }
  const kept = Object.entries(sent).filter(
    ([part, value]) => value !== undefined && !mongooseOnly.has(part),
  )
  const wrong = kept.find(([part]) => !allowed.has(part))
  if (wrong) throw notSupported(`option ${wrong[0]} of ${name} in bulkWrite`)
  return { [name]: Object.fromEntries(kept) }
}

function single(error: EngineWriteError) {
  const { message, errmsg, ...rest } = error
  return toServerError({
    ...rest,
    codeName: error.codeName ?? 'DuplicateKey',
    message: errmsg ?? message ?? '',
  })
}

interface IndexedId {
  readonly index: number
  readonly _id: unknown
}

function bulkError(
  answer: EngineAnswer,
  insertedIds: readonly IndexedId[],
  ordered: boolean,
  operations: readonly Document[],
) {
  const errors = (answer.writeErrors ?? []).map(({ message, errmsg, ...rest }) => ({
    ...rest,
    errmsg: errmsg ?? message ?? '',
    errInfo: undefined,
    op: operations[rest.index],
  }))
  const writeErrors = errors.map((error) => new WriteError(error))
  const [first] = errors
  return new MongoBulkWriteError(
    {
      message: first?.errmsg,
      code: first?.code,
      keyPattern: first?.keyPattern,
      keyValue: first?.keyValue,
      writeErrors,
    },
    resultOf(answer, insertedIds, writeErrors, ordered),
  )
}

function resultOf(
  answer: EngineAnswer,
  insertedIds: readonly IndexedId[],
  writeErrors: readonly WriteError[],
  ordered: boolean,
) {
  const upserted = Object.entries(answer.upsertedIds ?? {})
  return new BulkWriteResult(
    {
      ok: 1,
      writeErrors,
      writeConcernErrors: [],
      insertedIds,
      nInserted: answer.insertedCount ?? 0,
      nUpserted: upserted.length,
      nMatched: answer.matchedCount ?? 0,
      nModified: answer.modifiedCount ?? 0,
      nRemoved: answer.deletedCount ?? 0,
      upserted: upserted.map(([index, _id]) => ({ index: Number(index), _id })),
    },
    ordered,
  )
}
