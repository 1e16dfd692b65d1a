/** Reads in the calling thread: each call is one snapshot of the file, so that what was awaited is seen. */
import { performance } from 'node:perf_hooks'
import { normalise } from './codec.ts'
import { type Call, type Engine, EngineError, openEngine } from './engine.ts'
import { failure, failureOf, isBusy } from './failure.ts'
import { openWhenFree } from './open-when-free.ts'
import { toServerError } from './server-error.ts'

export interface ReaderSettings {
  readonly path: string
  readonly patience: number
  readonly random: () => number
}

export class Reader {
  readonly #engine: Engine
  readonly #settings: ReaderSettings

  private constructor(engine: Engine, settings: ReaderSettings) {
    this.#engine = engine
    this.#settings = settings
  }

  static async open(settings: ReaderSettings): Promise<Reader> {
    const open = () => openEngine(settings.path, { readonly: true })
    return new Reader(await openWhenFree(open, settings.patience, settings.random), settings)
  }

  async run(call: Call, maxTimeMS?: number): Promise<unknown> {
    const start = performance.now()
    const ready: Call = { ...call, args: normalise(call.args) }
    const value = await this.#untilFree(() => this.#engine.execute(ready))
    if (maxTimeMS && performance.now() - start > maxTimeMS) {
      throw toServerError(failure('MaxTimeMSExpired', 'operation exceeded time limit'))
    }
    return value
  }

  /** A reader meets a lock only while another process recovers or closes the file. */
  async #untilFree(read: () => unknown): Promise<unknown> {
    try {
      return read()
    } catch (error) {
      if (!isBusy(error)) throw errorOf(error)
    }
    try {
      return await openWhenFree(read, this.#settings.patience, this.#settings.random)
    } catch (error) {
      throw errorOf(error)
    }
  }

  /** Moves when any connection, of any process, has committed. */
  changed(): number {
    return this.#engine.changed()
  }

  close(): void {
    this.#engine.close()
  }
}

function errorOf(error: unknown): unknown {
  return error instanceof EngineError || (error as { errcode?: unknown }).errcode !== undefined
    ? toServerError(failureOf(error))
    : error
}
