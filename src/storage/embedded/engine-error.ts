/** What the engine refuses or finds broken, with MongoDB's codes: https://www.mongodb.com/docs/manual/reference/error-codes/ */

export interface WriteError {
  readonly index: number
  readonly code: number
  readonly codeName: string
  readonly errmsg: string
  readonly keyPattern?: Readonly<Record<string, 1 | -1>>
  readonly keyValue?: Readonly<Record<string, unknown>>
}

interface Details {
  readonly keyPattern?: Readonly<Record<string, 1 | -1>>
  readonly keyValue?: Readonly<Record<string, unknown>>
  readonly labels?: string[]
}

const codes = {
  BadValue: 2,
  TypeMismatch: 14,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  ImmutableField: 66,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NotSupported: 115,
  CannotIndexParallelArrays: 171,
  TooCostly: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
} as const

export type CodeName = keyof typeof codes

export class EngineError extends Error {
  readonly code: number
  readonly codeName: string
  readonly keyPattern?: Readonly<Record<string, 1 | -1>>
  readonly keyValue?: Readonly<Record<string, unknown>>
  readonly labels?: string[]

  constructor(codeName: CodeName, message: string, details: Details = {}) {
    super(message)
    this.name = 'EngineError'
    this.code = codes[codeName]
    this.codeName = codeName
    if (details.keyPattern) this.keyPattern = details.keyPattern
    if (details.keyValue) this.keyValue = details.keyValue
    if (details.labels) this.labels = details.labels
  }

  /** Everything outside the closed list (storage.md 6): what was asked, and where. */
  static notSupported(what: string, path?: string): EngineError {
    return new EngineError('NotSupported', `NotSupported: ${what}${path ? ` at ${path}` : ''}`)
  }

  static badValue(message: string): EngineError {
    return new EngineError('BadValue', message)
  }

  asWriteError(index: number): WriteError {
    const { code, codeName, message: errmsg, keyPattern, keyValue } = this
    return {
      index,
      code,
      codeName,
      errmsg,
      ...(keyPattern ? { keyPattern } : {}),
      ...(keyValue ? { keyValue } : {}),
    }
  }
}
