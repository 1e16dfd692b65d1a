/**
 * A session as the driver's ClientSession: its transaction is served wholly by the writer, which holds the lock for it.
 * https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md
 */
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import type { Call } from './engine.ts'
import { type Failure, transient, unknownCommit } from './failure.ts'
import { toServerError } from './server-error.ts'
import type { Turn, Writer } from './writer.ts'

const { MongoError, MongoTransactionError, MongoInvalidArgumentError, MongoExpiredSessionError } =
  mongoose.mongo
const patience = 120_000

/** Where a test may make a transaction fail, as a replica set would under conflicts. */
export interface Point {
  readonly act: 'call' | 'commit'
  readonly collection?: string
  readonly method?: string
}

/** The failure to throw; with `after` the commit has happened and only its answer was lost. */
export interface Injected extends Failure {
  readonly after?: boolean
}

export interface SessionParts {
  readonly writer: Writer
  readonly random: () => number
  readonly nextTransaction: () => number
  /** runs the callback of withTransaction so that a write beside the session can be detected */
  readonly within: <T>(session: EmbeddedSession, work: () => Promise<T>) => Promise<T>
  readonly inject?: (point: Point) => Injected | undefined
  readonly ended: (session: EmbeddedSession) => void
}

type State = 'none' | 'starting' | 'active' | 'committed' | 'committed-empty' | 'aborted'

export class EmbeddedSession {
  readonly id: { readonly id: mongoose.mongo.UUID }
  readonly transaction: { state: State; readonly isActive: boolean }
  hasEnded: boolean = false
  readonly #parts: SessionParts
  #number = 0

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.id = { id: new mongoose.mongo.UUID() }
    this.transaction = {
      state: 'none',
      get isActive() {
        return this.state === 'starting' || this.state === 'active'
      },
    }
  }

  inTransaction(): boolean {
    return this.transaction.isActive
  }

  startTransaction(_options?: object): void {
    if (this.hasEnded) throw new MongoExpiredSessionError()
    if (this.inTransaction()) throw new MongoTransactionError('Transaction already in progress')
    this.#number = this.#parts.nextTransaction()
    this.transaction.state = 'starting'
  }

  /** A call inside the transaction. */
  async run(call: Call, turn: Turn = {}): Promise<unknown> {
    const injected = this.#parts.inject?.({ act: 'call', ...call })
    if (injected) {
      if (this.transaction.state === 'active') await this.#parts.writer.end('abort', this.#number)
      this.transaction.state = 'active'
      throw toServerError(injected)
    }
    const starts = this.transaction.state === 'starting'
    this.transaction.state = 'active'
    return this.#parts.writer.call(call, { ...turn, transaction: this.#number, starts })
  }

  async commitTransaction(): Promise<void> {
    const { state } = this.transaction
    if (state === 'none') throw new MongoTransactionError('No transaction started')
    if (state === 'aborted') {
      throw new MongoTransactionError(
        'Cannot call commitTransaction after calling abortTransaction',
      )
    }
    if (state === 'starting' || state === 'committed-empty') {
      this.transaction.state = 'committed-empty'
      return
    }
    const injected = this.#parts.inject?.({ act: 'commit' })
    if (injected?.labels?.includes(transient)) await this.#parts.writer.end('abort', this.#number)
    this.transaction.state = 'committed'
    if (!injected || injected.after) await this.#commit()
    if (injected) throw toServerError(injected)
  }

  /** What was committed stays so: committing again after a lost answer is no error. */
  #committed = 0
  async #commit(): Promise<void> {
    if (this.#committed === this.#number) return
    await this.#parts.writer.end('commit', this.#number)
    this.#committed = this.#number
  }

  async abortTransaction(): Promise<void> {
    const { state } = this.transaction
    if (state === 'none') throw new MongoTransactionError('No transaction started')
    if (state === 'aborted') throw new MongoTransactionError('Cannot call abortTransaction twice')
    if (state.startsWith('committed')) {
      throw new MongoTransactionError(
        'Cannot call abortTransaction after calling commitTransaction',
      )
    }
    this.transaction.state = 'aborted'
    if (state === 'active') await this.#parts.writer.end('abort', this.#number)
  }

  async withTransaction<T>(
    work: (session: EmbeddedSession) => Promise<T>,
    options?: object,
  ): Promise<T> {
    const deadline = performance.now() + patience
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) await setTimeout(this.#parts.random() * Math.min(5 * 1.5 ** attempt, 500))
      this.startTransaction(options)
      try {
        const result = await this.#attempt(work)
        if (this.inTransaction()) await this.#commitUntilKnown(deadline)
        return result
      } catch (error) {
        if (!hasLabel(error, transient) || performance.now() >= deadline) throw error
      }
    }
  }

  async #attempt<T>(work: (session: EmbeddedSession) => Promise<T>): Promise<T> {
    try {
      return await this.#parts.within(this, () => {
        const promise: Promise<T> | undefined = work(this)
        if (typeof promise?.then === 'function') return promise
        const message = 'Function provided to `withTransaction` must return a Promise'
        throw new MongoInvalidArgumentError(message)
      })
    } catch (error) {
      if (this.inTransaction()) await this.abortTransaction()
      throw error
    }
  }

  async #commitUntilKnown(deadline: number): Promise<void> {
    for (;;) {
      try {
        return await this.commitTransaction()
      } catch (error) {
        if (!hasLabel(error, unknownCommit) || performance.now() >= deadline) throw error
      }
    }
  }

  async endSession(): Promise<void> {
    if (this.hasEnded) return
    if (this.inTransaction()) await this.abortTransaction()
    this.hasEnded = true
    this.#parts.ended(this)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.endSession()
  }

  toBSON(): never {
    throw new mongoose.mongo.MongoRuntimeError('ClientSession cannot be serialized to BSON.')
  }
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof MongoError && error.hasErrorLabel(label)
}
