/**
 * One connection to a SQLite file: settings of storage.md 4, statements kept prepared, rows as arrays.
 * https://nodejs.org/docs/latest-v24.x/api/sqlite.html
 */
import { closeSync, openSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Key } from './keys.ts'

export type Column = Key | null
export type Row = Column[]
export type Parameter = Key | null

export interface SqliteOptions {
  readonly readonly: boolean
  /** pages of 4 kB; 64 MB without it */
  readonly cachePages?: number
}

const keptStatements = 500

export class Sqlite {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(path: string, options: SqliteOptions) {
    // SQLite gives its WAL the mode of the file
    if (path !== ':memory:' && !options.readonly) closeSync(openSync(path, 'a', 0o600))
    const { DatabaseSync } = sqliteOfNode()
    this.#database = new DatabaseSync(path)
    try {
      for (const pragma of pragmas(options)) this.#database.exec(`PRAGMA ${pragma}`)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  /** Without results and without parameters; not kept. */
  exec(sql: string): void {
    this.#database.exec(sql)
  }

  run(sql: string, ...parameters: Parameter[]): number {
    return Number(this.#prepared(sql).run(...parameters).lastInsertRowid)
  }

  /** How many rows it changed. */
  change(sql: string, ...parameters: Parameter[]): number {
    return Number(this.#prepared(sql).run(...parameters).changes)
  }

  get(sql: string, ...parameters: Parameter[]): Row | undefined {
    return this.#prepared(sql).get(...parameters) as unknown as Row | undefined
  }

  all(sql: string, parameters: readonly Parameter[]): Row[] {
    return this.#prepared(sql).all(...parameters) as unknown as Row[]
  }

  /** A statement entered again kills its open iterator: while it runs nobody else has it. */
  *iterate(sql: string, parameters: readonly Parameter[]): Generator<Row> {
    const statement = this.#prepared(sql)
    this.#statements.delete(sql)
    const rows = statement.iterate(...parameters) as unknown as Iterable<Row>
    yield* rows
    this.#keep(sql, statement)
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #prepared(sql: string): StatementSync {
    const found = this.#statements.get(sql)
    if (found) return found
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    this.#keep(sql, statement)
    return statement
  }

  #keep(sql: string, statement: StatementSync): void {
    if (this.#statements.size >= keptStatements) {
      const [oldest] = this.#statements.keys()
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    this.#statements.set(sql, statement)
  }
}

function pragmas({ readonly, cachePages }: SqliteOptions): string[] {
  return [
    'busy_timeout=0',
    'journal_mode=WAL',
    'synchronous=FULL',
    `cache_size=${cachePages ?? -65536}`,
    'temp_store=MEMORY',
    'mmap_size=0',
    'wal_autocheckpoint=4000',
    ...(process.platform === 'darwin' ? ['fullfsync=1', 'checkpoint_fullfsync=1'] : []),
    ...(readonly ? ['query_only=1'] : []),
  ]
}

/** Node 24.0 to 24.14 print a warning at the load; only this one is silenced, not those of others. */
function sqliteOfNode(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
