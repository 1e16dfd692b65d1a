/** The main thread's end of the writer: posts what one turn of the loop has gathered as one message, and keeps the process alive while an answer is owed. */
import { Worker } from 'node:worker_threads'
import type { Call } from './engine.ts'
import { type Failure, failure } from './failure.ts'
import { pack, type Reply, type Request, unpack, type WriterSettings } from './message.ts'
import { toServerError } from './server-error.ts'

interface Owed {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export interface Turn {
  readonly transaction?: number
  readonly starts?: boolean
  readonly patience?: number
}

type Unnumbered<R> = R extends unknown ? Omit<R, 'id'> : never

export class Writer {
  readonly #worker: Worker
  readonly #owed = new Map<number, Owed>()
  #outgoing: Request[] = []
  #count = 0
  #gone: Failure | undefined

  private constructor(settings: WriterSettings) {
    this.#worker = new Worker(new URL('./writer-thread.ts', import.meta.url), {
      workerData: settings,
      execArgv: [],
    })
    this.#worker.on('message', (replies: Reply[]) => this.#settle(replies))
    this.#worker.on('error', (error) => this.#lose(`The writer failed: ${error.message}`))
    this.#worker.on('exit', () => this.#lose('The store is closed'))
  }

  static async open(settings: WriterSettings): Promise<Writer> {
    const writer = new Writer(settings)
    try {
      await new Promise<unknown>((resolve, reject) => writer.#owed.set(0, { resolve, reject }))
    } catch (error) {
      await writer.#worker.terminate()
      throw error
    }
    return writer
  }

  call(call: Call, turn: Turn = {}): Promise<unknown> {
    const { collection, method, args } = call
    return this.#ask({ act: 'call', collection, method, args: pack(args), ...turn })
  }

  end(act: 'commit' | 'abort', transaction: number): Promise<unknown> {
    return this.#ask({ act, transaction })
  }

  /** Drains what was asked before, then closes the connection and ends the thread. */
  async close(): Promise<void> {
    if (this.#gone) return
    await this.#ask({ act: 'close' })
    await this.#worker.terminate()
  }

  #ask(request: Unnumbered<Request>): Promise<unknown> {
    if (this.#gone) return Promise.reject(toServerError(this.#gone))
    const id = ++this.#count
    if (this.#owed.size === 0) this.#worker.ref()
    if (this.#outgoing.length === 0) process.nextTick(() => this.#post())
    this.#outgoing.push({ ...request, id })
    return new Promise((resolve, reject) => this.#owed.set(id, { resolve, reject }))
  }

  #post(): void {
    this.#worker.postMessage(this.#outgoing.splice(0))
  }

  #settle(replies: readonly Reply[]): void {
    for (const { id, value, failure: cause } of replies) {
      const owed = this.#owed.get(id)
      this.#owed.delete(id)
      if (cause) owed?.reject(toServerError(cause))
      else owed?.resolve(unpack(value))
    }
    if (this.#owed.size === 0) this.#worker.unref()
  }

  #lose(message: string): void {
    this.#gone ??= failure('UnknownError', message)
    const error = toServerError(this.#gone)
    for (const owed of this.#owed.values()) owed.reject(error)
    this.#owed.clear()
  }
}
