/**
 * The order of writes: what has queued up becomes one SQLite transaction, each call in its own savepoint; a session's
 * transaction has the lock alone until it ends. No answer leaves before its commit returned.
 */
import { performance } from 'node:perf_hooks'
import type { Engine } from './engine.ts'
import { type Failure, failure, failureOf, isBusy, transient } from './failure.ts'
import { execute, isOverdue, overdue, rollback, runGroup, type Waiting } from './group-commit.ts'
import { type Limits, pack, type Reply, type Request } from './message.ts'

type Queued = Request & { readonly since: number }

interface Held {
  readonly transaction: number
  readonly until: number
  timer: NodeJS.Timeout | undefined
}

export interface CommitQueueParts {
  readonly engine: Engine
  readonly limits: Limits
  readonly random: () => number
  readonly answer: (replies: Reply[]) => void
}

export class CommitQueue {
  readonly #parts: CommitQueueParts
  readonly #starting = new Set<number>()
  #waiting: Queued[] = []
  /** requests of the transaction that has the lock */
  #mine: Queued[] = []
  #held: Held | undefined
  #scheduled: boolean = false
  #attempts = 0
  #replies: Reply[] = []

  constructor(parts: CommitQueueParts) {
    this.#parts = parts
  }

  push(requests: readonly Request[]): void {
    const since = performance.now()
    for (const request of requests) this.#accept({ ...request, since })
    this.#schedule()
  }

  #accept(request: Queued): void {
    const transaction = request.act === 'close' ? undefined : request.transaction
    if (transaction === undefined) {
      this.#waiting.push(request)
    } else if (transaction === this.#held?.transaction) {
      this.#mine.push(request)
    } else if (request.act === 'call' && request.starts) {
      this.#starting.add(transaction)
      this.#waiting.push(request)
    } else if (this.#starting.has(transaction)) {
      this.#waiting.push(request)
    } else {
      this.#refuseLate(request)
    }
  }

  /** A transaction that timed out or was aborted is gone; aborting it once more is no error. */
  #refuseLate(request: Queued): void {
    if (request.act === 'abort') this.#reply(request)
    else this.#fail(request, noSuchTransaction)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#scheduled = false
    if (this.#held) this.#serve()
    if (!this.#held) this.#next()
    this.#flush()
    const more = this.#held ? this.#mine.length > 0 : this.#waiting.length > 0
    if (more) this.#schedule()
  }

  #next(): void {
    const first = this.#waiting[0]
    if (!first) return
    if (first.act === 'close') {
      this.#waiting.shift()
      this.#parts.engine.close()
      this.#reply(first)
    } else if (this.#begin()) {
      if (first.transaction === undefined) this.#group()
      else this.#open(first.transaction)
    }
  }

  /** False if another process has the lock: asked again after a while, with jitter. */
  #begin(): boolean {
    try {
      this.#parts.engine.begin()
      this.#attempts = 0
      return true
    } catch (error) {
      if (isBusy(error)) {
        this.#failOverdue()
        const pause = 1 + this.#parts.random() * Math.min(25, 2 ** this.#attempts)
        this.#attempts++
        this.#scheduled = true
        setTimeout(() => this.#turn(), pause)
      } else {
        const first = this.#waiting.shift()
        if (first) this.#failStart(first, failureOf(error))
      }
      return false
    }
  }

  #failOverdue(): void {
    const overdue = performance.now() - this.#parts.limits.lock
    const late = this.#waiting.filter(({ act, since }) => act !== 'close' && since < overdue)
    this.#waiting = this.#waiting.filter((request) => !late.includes(request))
    for (const request of late) this.#failStart(request, lockTimeout)
  }

  /** With its first call a transaction fails as a whole: what stands behind it is refused. */
  #failStart(request: Queued, cause: Failure): void {
    const transaction = request.act === 'close' ? undefined : request.transaction
    if (transaction === undefined) {
      this.#fail(request, cause)
    } else if (this.#starting.delete(transaction)) {
      this.#fail(request, { ...cause, labels: [transient] })
      for (const follower of this.#take(transaction)) this.#refuseLate(follower)
    } else {
      this.#refuseLate(request)
    }
  }

  #take(transaction: number): Queued[] {
    const belongs = (request: Queued) =>
      request.act !== 'close' && request.transaction === transaction
    const taken = this.#waiting.filter(belongs)
    this.#waiting = this.#waiting.filter((request) => !belongs(request))
    return taken
  }

  #group(): void {
    this.#replies.push(
      ...runGroup(this.#parts.engine, () => {
        const request = this.#waiting[0]
        if (request?.act !== 'call' || request.transaction !== undefined) return undefined
        this.#waiting.shift()
        return request
      }),
    )
  }

  #open(transaction: number): void {
    this.#starting.delete(transaction)
    this.#held = {
      transaction,
      until: performance.now() + this.#parts.limits.life,
      timer: undefined,
    }
    this.#mine = this.#take(transaction)
    this.#serve()
  }

  #serve(): void {
    while (this.#held) {
      const request = this.#mine.shift()
      if (!request) break
      if (request.act === 'call') this.#inTransaction(request)
      else if (request.act !== 'close') this.#end(request, request.act)
    }
    if (this.#held) this.#wait(this.#held)
  }

  #inTransaction(request: Waiting): void {
    if (isOverdue(request)) {
      this.#abandon()
      this.#fail(request, overdue)
      return
    }
    try {
      const value = execute(this.#parts.engine, request)
      if (hasWriteErrors(value)) this.#abandon()
      this.#replies.push({ id: request.id, value: pack(value) })
    } catch (error) {
      this.#abandon()
      this.#fail(request, failureOf(error))
    }
  }

  /** As in MongoDB, an error inside a transaction ends it. */
  #abandon(): void {
    rollback(this.#parts.engine)
    this.#letGo()
  }

  #end(request: Queued, act: 'commit' | 'abort'): void {
    try {
      if (act === 'commit') this.#parts.engine.commit()
      else rollback(this.#parts.engine)
      this.#letGo()
      this.#reply(request)
    } catch (error) {
      this.#abandon()
      this.#fail(request, failureOf(error))
    }
  }

  #wait(held: Held): void {
    clearTimeout(held.timer)
    const left = Math.min(this.#parts.limits.idle, held.until - performance.now())
    held.timer = setTimeout(
      () => {
        if (this.#held !== held || this.#mine.length > 0) return
        this.#abandon()
        this.#schedule()
      },
      Math.max(0, left),
    )
  }

  #letGo(): void {
    clearTimeout(this.#held?.timer)
    this.#held = undefined
    for (const request of this.#mine.splice(0)) this.#refuseLate(request)
  }

  #reply(request: Queued): void {
    this.#replies.push({ id: request.id })
  }

  #fail(request: Queued, cause: Failure): void {
    this.#replies.push({ id: request.id, failure: cause })
  }

  #flush(): void {
    if (this.#replies.length > 0) this.#parts.answer(this.#replies.splice(0))
  }
}

const noSuchTransaction = failure('NoSuchTransaction', 'The transaction has been aborted', [
  transient,
])
const lockTimeout = failure('LockTimeout', 'Another process holds the write lock of this store')

function hasWriteErrors(value: unknown): boolean {
  return ((value as { writeErrors?: readonly unknown[] } | undefined)?.writeErrors ?? []).length > 0
}
