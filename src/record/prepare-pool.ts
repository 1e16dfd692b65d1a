/**
 * Where a Bundle is prepared: small ones here, large ones in one thread beside the main one, so that reads never wait
 * behind an 11 MB parse (storage.md 8).
 */
import { Worker } from 'node:worker_threads'
import { type Issue, OutcomeError } from '#fhir/outcome.ts'
import {
  type Assignment,
  type Prepared,
  type PrepareOptions,
  prepare,
  type Settled,
} from './prepare.ts'

export interface Preparing {
  readonly prepared: Prepared
  settle(assignment: Assignment): Promise<Settled>
  /** Forgets the Bundle; must be called once, whatever happened. */
  drop(): void
}

export interface Preparer {
  prepare(body: string, options: PrepareOptions): Promise<Preparing>
  close(): Promise<void>
}

/** Characters above which a body goes to the thread. */
const large = 256 * 1024

export type Question =
  | {
      readonly job: number
      readonly ask: 'prepare'
      readonly body: string
      readonly options: PrepareOptions
    }
  | { readonly job: number; readonly ask: 'settle'; readonly assignment: Assignment }
  | { readonly job: number; readonly ask: 'drop' }

export type Reply =
  | { readonly job: number; readonly prepared: Prepared }
  | { readonly job: number; readonly settled: Settled }
  | { readonly job: number; readonly issues: readonly Issue[]; readonly status: number }
  | { readonly job: number; readonly crash: string }

export function openPreparer(): Preparer {
  let thread: Thread | undefined
  let jobs = 0
  return {
    async prepare(body, options) {
      if (body.length < large) {
        const preparation = prepare(body, options)
        return {
          prepared: preparation.prepared,
          settle: async (assignment) => preparation.settle(assignment),
          drop: () => undefined,
        }
      }
      thread ??= startThread(() => {
        thread = undefined
      })
      const using = thread
      const job = ++jobs
      const reply = await using.ask({ job, ask: 'prepare', body, options })
      if (!('prepared' in reply)) throw failure(reply)
      return {
        prepared: reply.prepared,
        async settle(assignment) {
          const answer = await using.ask({ job, ask: 'settle', assignment })
          if (!('settled' in answer)) throw failure(answer)
          return answer.settled
        },
        drop: () => using.tell({ job, ask: 'drop' }),
      }
    },
    async close() {
      await thread?.stop()
    },
  }
}

function failure(reply: Reply): Error {
  if ('issues' in reply) return new OutcomeError(reply.issues, reply.status)
  return new Error('crash' in reply ? reply.crash : 'unexpected reply')
}

interface Thread {
  ask(question: Question): Promise<Reply>
  tell(question: Question): void
  stop(): Promise<void>
}

function startThread(ended: () => void): Thread {
  const worker = new Worker(new URL('./prepare-thread.ts', import.meta.url))
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (e: Error) => void }>()
  worker.on('message', (reply: Reply) => {
    const one = waiting.get(reply.job)
    waiting.delete(reply.job)
    if (waiting.size === 0) worker.unref()
    one?.resolve(reply)
  })
  worker.on('error', (fault: Error) => fail(fault))
  worker.on('exit', () => fail(new Error('the preparing thread ended')))
  worker.unref()

  function fail(fault: Error): void {
    ended()
    for (const one of waiting.values()) one.reject(fault)
    waiting.clear()
  }
  return {
    ask(question) {
      return new Promise((resolve, reject) => {
        waiting.set(question.job, { resolve, reject })
        worker.ref()
        worker.postMessage(question)
      })
    },
    tell: (question) => worker.postMessage(question),
    async stop() {
      await worker.terminate()
    },
  }
}
