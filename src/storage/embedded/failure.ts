/** Errors as plain values, so that they cross threads and the wire. */
import { EngineError } from './engine-error.ts'

/** Codes of MongoDB that this engine answers: https://www.mongodb.com/docs/manual/reference/error-codes/ */
export const codes = {
  BadValue: 2,
  UnknownError: 8,
  NamespaceNotFound: 26,
  LockTimeout: 24,
  MaxTimeMSExpired: 50,
  CommandNotFound: 59,
  WriteConflict: 112,
  NotSupported: 115,
  NoSuchTransaction: 251,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
} as const

export interface Failure {
  readonly message: string
  readonly code: number
  readonly codeName: string
  readonly labels?: readonly string[]
  readonly keyPattern?: unknown
  readonly keyValue?: unknown
}

export const transient = 'TransientTransactionError'
export const unknownCommit = 'UnknownTransactionCommitResult'

export function failure(
  codeName: keyof typeof codes,
  message: string,
  labels?: readonly string[],
): Failure {
  return { message, code: codes[codeName], codeName, ...(labels ? { labels } : {}) }
}

/** Anything thrown below, as a value. Messages of SQLite name tables and columns, never values. */
export function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) {
    return {
      message: error.message,
      code: error.code,
      codeName: error.codeName,
      ...(error.labels ? { labels: error.labels } : {}),
      ...(error.keyPattern ? { keyPattern: error.keyPattern } : {}),
      ...(error.keyValue ? { keyValue: error.keyValue } : {}),
    }
  }
  const text = error instanceof Error ? error.message : String(error)
  return failure(sqliteCode(error) === 13 ? 'OutOfDiskSpace' : 'UnknownError', text)
}

/** The primary result code of SQLite, 5 = busy: https://www.sqlite.org/rescode.html */
export function sqliteCode(error: unknown): number | undefined {
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === 5
}
