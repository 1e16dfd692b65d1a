/** What crosses between the main thread and the writer's: documents as text and types, since a structured clone loses prototypes. */
import { decodeValue, encodeValue, normalise } from './codec.ts'
import type { Method } from './engine.ts'
import type { Failure } from './failure.ts'

export type Packed = ReturnType<typeof encodeValue>

/** A call of the engine; with a transaction it belongs to that session's transaction, else it stands alone. */
export interface CallRequest {
  readonly act: 'call'
  readonly id: number
  readonly collection: string
  readonly method: Method
  readonly args: Packed
  readonly transaction?: number
  /** the first call of its transaction: takes the write lock */
  readonly starts?: boolean
  /** milliseconds it may wait for its turn */
  readonly patience?: number
}

export interface EndRequest {
  readonly act: 'commit' | 'abort'
  readonly id: number
  readonly transaction: number
}

export interface CloseRequest {
  readonly act: 'close'
  readonly id: number
}

export type Request = CallRequest | EndRequest | CloseRequest

export interface Reply {
  readonly id: number
  readonly value?: Packed
  readonly failure?: Failure
}

/** Sessions that forget to end must not hold the write lock for ever. Milliseconds. */
export interface Limits {
  readonly idle: number
  readonly life: number
  /** how long a call waits for the lock that another process holds */
  readonly lock: number
}

/** What the writer's thread is started with. */
export interface WriterSettings {
  readonly path: string
  readonly limits: Limits
  readonly seed: number
}

export function pack(value: unknown): Packed {
  return encodeValue(normalise({ value }))
}

export function unpack(packed: Packed | undefined): unknown {
  return packed && (decodeValue(packed.text, packed.types) as { value?: unknown }).value
}
