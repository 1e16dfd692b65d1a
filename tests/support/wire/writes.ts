/** Statements of the write commands as operations of a bulk write, and their results as the commands' answers. */
import mongoose from 'mongoose'

type Document = Record<string, unknown>

interface Counts {
  readonly insertedCount?: number
  readonly matchedCount?: number
  readonly modifiedCount?: number
  readonly deletedCount?: number
  readonly upsertedIds?: Readonly<Record<string, unknown>>
}

export function update(statement: Document): Document {
  const { q, u, multi, ...rest } = statement
  const replaces = !Array.isArray(u) && !Object.keys(u as Document)[0]?.startsWith('$')
  if (replaces && !multi) return { replaceOne: { filter: q, replacement: u, ...rest } }
  return { [multi ? 'updateMany' : 'updateOne']: { filter: q, update: u, ...rest } }
}

export function removal(statement: Document): Document {
  const { q, limit, ...rest } = statement
  return { [limit === 1 ? 'deleteOne' : 'deleteMany']: { filter: q, ...rest } }
}

export async function writeAnswer(asked: number, write: () => Promise<Counts>): Promise<object> {
  if (asked === 0) return { n: 0, ok: 1 }
  try {
    return countsOf(await write())
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error
    const errors = error.writeErrors as unknown as readonly { err: Document }[]
    const writeErrors = errors.map(({ err: { op, errInfo, ...rest } }) => rest)
    return { ...countsOf(error.result), writeErrors }
  }
}

function countsOf(counts: Counts): object {
  const upserted = Object.entries(counts.upsertedIds ?? {}).map(([index, _id]) => ({
    index: Number(index),
    _id,
  }))
  const { insertedCount = 0, matchedCount = 0, deletedCount = 0 } = counts
  return {
    n: insertedCount + matchedCount + deletedCount + upserted.length,
    nModified: counts.modifiedCount ?? 0,
    ...(upserted.length > 0 ? { upserted } : {}),
    ok: 1,
  }
}
