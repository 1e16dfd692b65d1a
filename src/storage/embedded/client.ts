/**
 * A look-alike of the driver's MongoClient over one SQLite file: reads in this thread, writes in the writer's.
 * The methods are those that mongoose 9 calls (storage.md 2).
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import mongoose from 'mongoose'
import { backupTo } from './backup.ts'
import { checkFile, type Progress } from './check.ts'
import type { Calls } from './collection.ts'
import { EmbeddedDatabase } from './database.ts'
import type { Method } from './engine.ts'
import { failure } from './failure.ts'
import { jitter } from './jitter.ts'
import type { Limits } from './message.ts'
import type { Options } from './options.ts'
import { Reader } from './reader.ts'
import { notSupported, toServerError } from './server-error.ts'
import { EmbeddedSession, type Injected, type Point } from './session.ts'
import { Writer } from './writer.ts'

export interface ClientSettings {
  readonly path: string
  readonly limits?: Partial<Limits>
  /** tests: makes transactions fail as a replica set would */
  readonly inject?: (point: Point) => Injected | undefined
}

const databaseName = 'amanah'
const defaultLimits: Limits = { idle: 5_000, life: 30_000, lock: 10_000 }

export class EmbeddedClient extends EventEmitter implements Calls {
  readonly path: string
  readonly #settings: ClientSettings
  readonly #limits: Limits
  readonly #random = jitter(process.pid)
  readonly #within = new AsyncLocalStorage<EmbeddedSession>()
  readonly #sessions = new Set<EmbeddedSession>()
  #transactions = 0
  #reader: Reader | undefined
  #writer: Writer | undefined

  constructor(settings: ClientSettings) {
    super()
    this.path = settings.path
    this.#settings = settings
    this.#limits = { ...defaultLimits, ...settings.limits }
  }

  async connect(): Promise<this> {
    const { path } = this
    const limits = this.#limits
    const writer = await Writer.open({ path, limits, seed: process.pid })
    try {
      // the writer has made the file
      this.#reader = await Reader.open({ path, patience: limits.lock, random: this.#random })
      this.#writer = writer
    } catch (error) {
      await writer.close()
      throw error
    }
    return this
  }

  /** One file is one database. */
  db(name?: string): EmbeddedDatabase {
    if (name !== undefined && name !== databaseName) throw notSupported(`a database named ${name}`)
    return new EmbeddedDatabase(this, databaseName)
  }

  read(collection: string, method: Method, args: object, options: Options): Promise<unknown> {
    const call = { collection, method, args }
    const { session, maxTimeMS } = options
    if (session?.inTransaction()) return session.run(call, patienceOf(maxTimeMS))
    return this.#open(this.#reader).run(call, maxTimeMS)
  }

  async write(
    collection: string,
    method: Method,
    args: object,
    options: Options,
  ): Promise<unknown> {
    const call = { collection, method, args }
    const { session, maxTimeMS } = options
    const outer = this.#within.getStore()
    if (outer?.inTransaction() && outer !== session) throw besideTransaction(call)
    if (session?.inTransaction()) return session.run(call, patienceOf(maxTimeMS))
    return this.#open(this.#writer).call(call, patienceOf(maxTimeMS))
  }

  startSession(_options?: object): EmbeddedSession {
    const session = new EmbeddedSession({
      writer: this.#open(this.#writer),
      random: this.#random,
      nextTransaction: () => ++this.#transactions,
      within: (inner, work) => this.#within.run(inner, work),
      ...(this.#settings.inject ? { inject: this.#settings.inject } : {}),
      ended: (inner) => this.#sessions.delete(inner),
    })
    this.#sessions.add(session)
    return session
  }

  async withSession<T>(work: (session: EmbeddedSession) => Promise<T>): Promise<T> {
    const session = this.startSession()
    try {
      return await work(session)
    } finally {
      await session.endSession()
    }
  }

  bulkWrite(): never {
    throw notSupported('bulkWrite of a client')
  }

  watch(): never {
    throw notSupported('watch')
  }

  /** Moves when any connection of any process has committed: wakes the feed. */
  changed(): number {
    return this.#open(this.#reader).changed()
  }

  /** Integrity of the file and every index row against its document; findings as sentences. */
  check(progress?: Progress): Promise<string[]> {
    return checkFile(this.path, progress)
  }

  /** An online copy of the file. */
  backup(path: string): Promise<void> {
    return backupTo(this.path, path)
  }

  async close(_force?: boolean): Promise<void> {
    const [reader, writer] = [this.#reader, this.#writer]
    for (const session of this.#sessions) await session.endSession()
    this.#reader = undefined
    this.#writer = undefined
    reader?.close()
    await writer?.close()
    this.emit('close')
  }

  #open<T>(part: T | undefined): T {
    if (part === undefined) throw new mongoose.mongo.MongoNotConnectedError('The store is closed')
    return part
  }
}

function patienceOf(maxTimeMS: number | undefined): { patience?: number } {
  return maxTimeMS ? { patience: maxTimeMS } : {}
}

function besideTransaction({ method, collection }: { method: string; collection: string }) {
  const message = `${method} on ${collection} without the session inside a transaction would wait for the transaction's own lock`
  return toServerError(failure('BadValue', message))
}
