/** The embedded engine: MongoDB's operations of the closed list on one SQLite file, synchronous (storage.md 4 to 6). */
import { Catalogue } from './catalogue.ts'
import { EngineError } from './engine-error.ts'
import { type Args, isRead, type Method, read, write } from './methods.ts'
import { Sqlite } from './sqlite.ts'
import { type Progress, verify } from './verify.ts'
import type { Writing } from './write-row.ts'

export type { Method }
export { EngineError }

/** `args` are normalised values. */
export interface Call {
  readonly collection: string
  readonly method: Method
  readonly args: unknown
}

export interface EngineOptions {
  /** one connection writes, in the writer's thread; all others only read */
  readonly readonly: boolean
  readonly cachePages?: number
}

export interface Engine {
  execute(call: Call): unknown
  begin(): void
  commit(): void
  rollback(): void
  /** One level inside a transaction, for group commit. */
  savepoint(): void
  release(): void
  undo(): void
  /** Several calls that see the same state of the file. */
  snapshot<T>(work: () => T): T
  /** Moves when another connection has committed. */
  changed(): number
  check(progress?: Progress): string[]
  close(): void
}

/** One statement, and so one snapshot by itself: no transaction is opened around it. */
function isPointRead({ filter }: Args): boolean {
  if (typeof filter !== 'object' || filter === null) return false
  const { _id, ...more } = filter as { readonly _id?: unknown }
  return typeof _id === 'string' && Object.keys(more).length === 0
}

export function openEngine(path: string, options: EngineOptions): Engine {
  const sqlite = new Sqlite(path, options)
  const catalogue = new Catalogue(sqlite)
  const writing: Writing = { sqlite, catalogue }
  let isInside = false
  try {
    catalogue.prepare(options.readonly)
    catalogue.refresh()
  } catch (error) {
    sqlite.close()
    throw error
  }

  /** SQLite has already rolled back on a full disk. */
  const rollback = () => {
    isInside = false
    catalogue.forget()
    try {
      sqlite.run('ROLLBACK')
    } catch {
      // nothing was open any more
    }
  }
  const begin = (how: 'BEGIN IMMEDIATE' | 'BEGIN') => {
    sqlite.run(how)
    isInside = true
    try {
      catalogue.refresh()
    } catch (error) {
      rollback()
      throw error
    }
  }
  const commit = () => {
    sqlite.run('COMMIT')
    isInside = false
  }
  const within = <T>(how: 'BEGIN IMMEDIATE' | 'BEGIN', work: () => T): T => {
    if (isInside) return work()
    begin(how)
    try {
      const result = work()
      commit()
      return result
    } catch (error) {
      rollback()
      throw error
    }
  }

  /**
   * Tables keep their names for ever: a catalogue that is out of date can only name one that is gone. Then, or for a
   * collection not known yet, the long way tells.
   */
  const pointRead = (name: string, args: Args): unknown => {
    if (!catalogue.get(name)) return undefined
    try {
      return read(writing, name, 'find', args)
    } catch (error) {
      if (error instanceof EngineError) throw error
      return undefined
    }
  }

  return {
    execute({ collection, method, args }) {
      const given = (args ?? {}) as Args
      if (!isInside && method === 'find' && isPointRead(given)) {
        const found = pointRead(collection, given)
        if (found) return found
      }
      return isRead(method)
        ? within('BEGIN', () => read(writing, collection, method, given))
        : within('BEGIN IMMEDIATE', () => write(writing, collection, method, given))
    },
    begin: () => begin('BEGIN IMMEDIATE'),
    commit,
    rollback,
    savepoint: () => sqlite.run('SAVEPOINT operation'),
    release: () => sqlite.run('RELEASE operation'),
    undo: () => {
      sqlite.exec('ROLLBACK TO operation; RELEASE operation')
      catalogue.forget()
      catalogue.refresh()
    },
    snapshot: (work) => within('BEGIN', work),
    changed: () => Number(sqlite.get('PRAGMA data_version')?.[0]),
    check: (progress) => within('BEGIN', () => verify(sqlite, catalogue.all(), progress)),
    close: () => sqlite.close(),
  }
}
