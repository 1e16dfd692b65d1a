/** The driver's Collection on the embedded engine: same methods, same results, same errors. */
import mongoose from 'mongoose'
import { bulkAnswer, insertManyAnswer, withId } from './bulk.ts'
import { type Documents, EmbeddedCursor } from './cursor.ts'
import type { Method } from './engine.ts'
import { type IndexOptions, type IndexSpec, indexOf } from './index-spec.ts'
import { type Options, optionsOf } from './options.ts'
import { onePage, pagesOf } from './pages.ts'
import { notSupported } from './server-error.ts'
import type { EmbeddedSession } from './session.ts'

type Document = Record<string, unknown>
type Sent = object | null | undefined

/** What a collection needs of its client. */
export interface Calls {
  read(collection: string, method: Method, args: object, options: Options): Promise<unknown>
  write(collection: string, method: Method, args: object, options: Options): Promise<unknown>
}

interface UpdateCounts {
  readonly matchedCount: number
  readonly modifiedCount: number
  readonly upsertedId?: unknown
}

interface Found {
  readonly value: Document | null
  readonly upserted?: unknown
}

export class EmbeddedCollection {
  readonly collectionName: string
  readonly dbName: string
  readonly #calls: Calls

  constructor(calls: Calls, dbName: string, collectionName: string) {
    this.#calls = calls
    this.dbName = dbName
    this.collectionName = collectionName
  }

  get namespace(): string {
    return `${this.dbName}.${this.collectionName}`
  }

  find(filter: Sent = {}, sent?: Sent): EmbeddedCursor {
    const options = optionsOf('find', sent)
    const { sort, skip, limit, projection, hint } = options
    const args = present({ filter: filter ?? {}, sort, skip, limit, projection, hint })
    const find = (part: object) => this.#read<Documents>('find', part, options)
    const pages = isWithin(options.session)
      ? onePage(() => find(args))
      : pagesOf(find, args, options.batchSize)
    return new EmbeddedCursor(pages, () => this.#read('explain', args, options))
  }

  async findOne(filter: Sent = {}, sent?: Sent): Promise<Document | null> {
    const options = optionsOf('find', sent)
    const { sort, skip, projection, hint } = options
    const args = present({ filter: filter ?? {}, sort, skip, projection, hint, limit: 1 })
    const [found] = await this.#read<Documents>('find', args, options)
    return found ?? null
  }

  async countDocuments(filter: Sent = {}, sent?: Sent): Promise<number> {
    const options = optionsOf('count', sent)
    const { skip, limit, hint } = options
    return this.#read('count', present({ filter: filter ?? {}, skip, limit, hint }), options)
  }

  async estimatedDocumentCount(sent?: Sent): Promise<number> {
    return this.#read('count', { filter: {} }, optionsOf('count', sent))
  }

  async distinct(key: string, filter: Sent = {}, sent?: Sent): Promise<unknown[]> {
    return this.#read('distinct', { key, filter: filter ?? {} }, optionsOf('distinct', sent))
  }

  aggregate(pipeline: readonly object[] = [], sent?: Sent): EmbeddedCursor {
    const options = optionsOf('aggregate', sent)
    const read = () => this.#read<Documents>('aggregate', { pipeline }, options)
    return new EmbeddedCursor(onePage(read), () => {
      throw notSupported('explain of an aggregation')
    })
  }

  async insertOne(document: Document, sent?: Sent) {
    const options = optionsOf('insert', sent)
    const answer = await this.#write('insertMany', insertion([document], true), options)
    const [insertedId] = Object.values(
      insertManyAnswer(answer, [document], true, 'one').insertedIds,
    )
    return { acknowledged: true, insertedId }
  }

  async insertMany(documents: readonly Document[], sent?: Sent) {
    const options = optionsOf('insert', sent)
    const ordered = options.ordered ?? true
    const answer = await this.#write('insertMany', insertion(documents, ordered), options)
    return insertManyAnswer(answer, documents, ordered, 'many')
  }

  async updateOne(filter: object, update: object, sent?: Sent) {
    return this.#update('updateOne', { filter, update }, optionsOf('update', sent))
  }

  async updateMany(filter: object, update: object, sent?: Sent) {
    return this.#update('updateMany', { filter, update }, optionsOf('update', sent))
  }

  async replaceOne(filter: object, replacement: object, sent?: Sent) {
    return this.#update('replaceOne', { filter, replacement }, optionsOf('update', sent))
  }

  async #update(method: Method, parts: object, options: Options) {
    const args = present({ ...parts, upsert: options.upsert })
    const { matchedCount, modifiedCount, upsertedId } = await this.#write<UpdateCounts>(
      method,
      args,
      options,
    )
    const upserted = upsertedId !== undefined
    return {
      acknowledged: true,
      matchedCount,
      modifiedCount,
      upsertedCount: upserted ? 1 : 0,
      upsertedId: upserted ? upsertedId : null,
    }
  }

  async deleteOne(filter: Sent = {}, sent?: Sent) {
    return this.#delete('deleteOne', filter, optionsOf('delete', sent))
  }

  async deleteMany(filter: Sent = {}, sent?: Sent) {
    return this.#delete('deleteMany', filter, optionsOf('delete', sent))
  }

  async #delete(method: Method, filter: Sent, options: Options) {
    const args = { filter: filter ?? {} }
    const { deletedCount } = await this.#write<{ deletedCount: number }>(method, args, options)
    return { acknowledged: true, deletedCount }
  }

  async findOneAndUpdate(filter: object, update: object, sent?: Sent) {
    return this.#findOneAnd('findOneAndUpdate', { filter, update }, sent)
  }

  async findOneAndReplace(filter: object, replacement: object, sent?: Sent) {
    return this.#findOneAnd('findOneAndReplace', { filter, replacement }, sent)
  }

  async findOneAndDelete(filter: object, sent?: Sent) {
    return this.#findOneAnd('findOneAndDelete', { filter }, sent)
  }

  async #findOneAnd(method: Method, parts: object, sent: Sent) {
    const options = optionsOf('findOneAnd', sent)
    const { sort, projection, upsert, returnDocument } = options
    const args = present({ ...parts, sort, projection, upsert, returnDocument })
    const { value, upserted } = await this.#write<Found>(method, args, options)
    if (!options.includeResultMetadata) return value
    const updatedExisting = upserted === undefined && value !== null
    const n = updatedExisting || upserted !== undefined ? 1 : 0
    const lastErrorObject =
      method === 'findOneAndDelete'
        ? { n }
        : { n, updatedExisting, ...(upserted === undefined ? {} : { upserted }) }
    return { value, lastErrorObject, ok: 1 }
  }

  async bulkWrite(operations: readonly Document[], sent?: Sent) {
    const options = optionsOf('bulkWrite', sent)
    const ordered = options.ordered ?? true
    const ready = operations.map(withId)
    const answer = await this.#write('bulkWrite', { operations: ready, ordered }, options)
    return bulkAnswer(answer, ready, ordered)
  }

  async createIndex(spec: IndexSpec, sent?: Sent): Promise<string> {
    const options = optionsOf('index', sent) as Options & IndexOptions
    const index = indexOf(spec, options)
    await this.#write('createIndexes', { indexes: [index] }, options)
    return index.name
  }

  async createIndexes(specs: readonly ({ key: IndexSpec } & IndexOptions)[], sent?: Sent) {
    const options = optionsOf('read', sent)
    const indexes = specs.map(({ key, ...rest }) =>
      indexOf(key, optionsOf('index', rest) as IndexOptions),
    )
    await this.#write('createIndexes', { indexes }, options)
    return indexes.map(({ name }) => name)
  }

  listIndexes(sent?: Sent): EmbeddedCursor {
    const options = optionsOf('aggregate', sent)
    return new EmbeddedCursor(
      onePage(() => this.#read('listIndexes', {}, options)),
      () => {
        throw notSupported('explain of listIndexes')
      },
    )
  }

  indexes(sent?: Sent): Promise<Documents> {
    return this.listIndexes(sent).toArray()
  }

  async dropIndex(name: string, sent?: Sent): Promise<{ ok: 1 }> {
    await this.#write('dropIndex', { name }, optionsOf('read', sent))
    return { ok: 1 }
  }

  async drop(sent?: Sent): Promise<boolean> {
    await this.#write('dropCollection', {}, optionsOf('read', sent))
    return true
  }

  async #read<T>(method: Method, args: object, options: Options): Promise<T> {
    return (await this.#calls.read(this.collectionName, method, args, options)) as T
  }

  async #write<T>(method: Method, args: object, options: Options): Promise<T> {
    return (await this.#calls.write(this.collectionName, method, args, options)) as T
  }
}

/** Every other method of the driver is refused by name, those of later versions as well. */
for (const [name, { value }] of Object.entries(
  Object.getOwnPropertyDescriptors(mongoose.mongo.Collection.prototype),
)) {
  if (typeof value !== 'function' || name in EmbeddedCollection.prototype) continue
  Object.defineProperty(EmbeddedCollection.prototype, name, {
    value() {
      throw notSupported(`method ${name} of a collection`)
    },
  })
}

/** As the driver does, an absent `_id` is set on the caller's own document. */
function insertion(documents: readonly Document[], ordered: boolean): object {
  for (const document of documents) document._id ??= new mongoose.mongo.ObjectId()
  return { documents, ordered }
}

function isWithin(session: EmbeddedSession | null | undefined): boolean {
  return session?.inTransaction() ?? false
}

function present<T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
