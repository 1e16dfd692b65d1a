/** The commands that are served (storage.md 9), each as one call of the embedded client; anything else is code 59. */
import type { EmbeddedCollection } from '#storage/embedded/collection.ts'
import { EmbeddedDatabase } from '#storage/embedded/database.ts'
import { failure } from '#storage/embedded/failure.ts'
import { toServerError } from '#storage/embedded/server-error.ts'
import type { Asked, Server } from './asked.ts'
import { findAndModify } from './find-and-modify.ts'
import type { Command } from './frame.ts'
import { hello } from './hello.ts'
import { removal, update, writeAnswer } from './writes.ts'

type Document = Record<string, unknown>
type Answer = object | Promise<object>

const ok = { ok: 1 }

const served: Readonly<Record<string, (asked: Asked) => Answer>> = {
  hello: ({ server }) => hello(server.address),
  ismaster: ({ server }) => hello(server.address),
  isMaster: ({ server }) => hello(server.address),
  ping: () => ok,
  endSessions: async ({ command, server }) => {
    await server.sessions.end(command)
    return ok
  },
  find: ({ command, collection, options, server }) => {
    const { filter, singleBatch, batchSize, limit } = command
    const sent = options('filter', 'singleBatch', 'batchSize', 'limit')
    const cursor = collection.find(filter as Document, {
      ...sent,
      ...(limit === undefined ? {} : { limit: Math.abs(Number(limit)) }),
    })
    const size = singleBatch ? Number.POSITIVE_INFINITY : (batchSize as number | undefined)
    return server.cursors.first(cursor, collection.namespace, size)
  },
  getMore: ({ command, db, server }) =>
    server.cursors.more(
      command.getMore,
      `${db.databaseName}.${command.collection}`,
      command.batchSize as number | undefined,
    ),
  killCursors: ({ command, server }) => server.cursors.kill(command.cursors as unknown[]),
  insert: ({ command, collection, options }) => {
    const documents = command.documents as Document[]
    return writeAnswer(documents.length, () =>
      collection.insertMany(documents, options('documents')),
    )
  },
  update: (asked) => {
    const updates = asked.command.updates as Document[]
    return writeAnswer(updates.length, () =>
      asked.collection.bulkWrite(updates.map(update), asked.options('updates')),
    )
  },
  delete: (asked) => {
    const deletes = asked.command.deletes as Document[]
    return writeAnswer(deletes.length, () =>
      asked.collection.bulkWrite(deletes.map(removal), asked.options('deletes')),
    )
  },
  findAndModify,
  count: async ({ command, collection, options }) => ({
    n: await collection.countDocuments(command.query as Document, options('query')),
    ok: 1,
  }),
  distinct: async ({ command, collection, options }) => ({
    values: await collection.distinct(
      command.key as string,
      command.query as Document,
      options('key', 'query'),
    ),
    ok: 1,
  }),
  aggregate: async ({ command, collection, options, server }) => {
    const pipeline = command.pipeline as Document[]
    const { batchSize } = command.cursor as { batchSize?: number }
    const counted = await countOf(pipeline, collection, options('pipeline', 'cursor'))
    if (counted) return { cursor: { firstBatch: counted, id: 0n, ns: collection.namespace }, ok: 1 }
    const cursor = collection.aggregate(pipeline, options('pipeline', 'cursor'))
    return server.cursors.first(cursor, collection.namespace, batchSize)
  },
  create: async ({ command, db, options }) => {
    await db.createCollection(command.create as string, options())
    return ok
  },
  createIndexes: async ({ command, collection, options }) => {
    const indexes = command.indexes as { key: Document; name: string }[]
    await collection.createIndexes(indexes, options('indexes'))
    return ok
  },
  listIndexes: ({ collection, options, server }) =>
    server.cursors.first(
      collection.listIndexes(options('cursor')),
      collection.namespace,
      Number.POSITIVE_INFINITY,
    ),
  dropIndexes: async ({ command, collection, options }) => {
    await collection.dropIndex(command.index as string, options('index'))
    return ok
  },
  listCollections: ({ command, db, options, server }) =>
    server.cursors.first(
      db.listCollections(
        command.filter as Document,
        options('filter', 'cursor', 'nameOnly', 'authorizedCollections'),
      ),
      `${db.databaseName}.$cmd.listCollections`,
      Number.POSITIVE_INFINITY,
    ),
  drop: async ({ collection, options }) => {
    await collection.drop(options())
    return ok
  },
  dropDatabase: async ({ db, options }) => {
    await db.dropDatabase(options())
    return ok
  },
  commitTransaction: async ({ session }) => {
    await session?.commitTransaction()
    return ok
  },
  abortTransaction: async ({ session }) => {
    if (session?.inTransaction()) await session.abortTransaction()
    return ok
  },
}

/** Of the protocol itself: says nothing about the operation. */
const protocol = new Set([
  ...['$db', 'lsid', 'txnNumber', 'autocommit', 'startTransaction', '$clusterTime', 'stmtId'],
  ...[
    'readConcern',
    'writeConcern',
    '$readPreference',
    'recoveryToken',
    'bypassEmptyTsReplacement',
  ],
])

export async function answer(command: Command, server: Server): Promise<object> {
  const [name = ''] = Object.keys(command)
  const act = served[name]
  if (!act) throw toServerError(failure('CommandNotFound', `no such command: '${name}'`))
  const session = await server.sessions.of(command)
  const db = new EmbeddedDatabase(server.client, String(command.$db ?? 'admin'))
  const options = (...named: string[]) => ({
    ...Object.fromEntries(
      Object.entries(command).filter(
        ([key]) => key !== name && !protocol.has(key) && !named.includes(key),
      ),
    ),
    ...(session ? { session } : {}),
  })
  const collection = db.collection(String(command[name]))
  return act({ command, name, db, collection, session, options, server })
}

/** The driver counts by a pipeline of its own. */
async function countOf(
  pipeline: readonly Document[],
  collection: EmbeddedCollection,
  sent: object,
) {
  const [{ $match } = { $match: undefined }, ...rest] = pipeline
  const last = rest.pop()
  if (JSON.stringify(last) !== '{"$group":{"_id":1,"n":{"$sum":1}}}' || !$match) return undefined
  const bounds = Object.fromEntries(
    rest.flatMap((stage) => Object.entries(stage)).map(([key, value]) => [key.slice(1), value]),
  )
  const n = await collection.countDocuments($match as Document, { ...bounds, ...sent })
  return n === 0 ? [] : [{ _id: 1, n }]
}
