/**
 * What collections and indexes there are, kept in the file itself. `user_version` moves with every change, so that other
 * connections notice.
 */
import { EngineError } from './engine-error.ts'
import { type FieldPath, fieldPath } from './field-path.ts'
import type { Sqlite } from './sqlite.ts'

export interface IndexField {
  readonly path: FieldPath
  readonly direction: 1 | -1
  /** column of the index table */
  readonly column: string
}

/** What has ever stood at a path that leads into the index, as bits. Set when first written, never taken back. */
export const shape = { array: 1, plain: 2 } as const

export interface Index {
  readonly name: string
  readonly table: string
  readonly fields: readonly IndexField[]
  readonly unique: boolean
  /** the rows of the collection itself, by `_id` */
  readonly primary: boolean
  readonly shapes: Map<string, number>
}

export interface Collection {
  readonly id: number
  readonly name: string
  readonly table: string
  readonly textField: string | undefined
  readonly primary: Index
  readonly indexes: readonly Index[]
  /** number of the next index: tables are never named twice */
  readonly next: number
}

interface StoredIndex {
  readonly name: string
  readonly table: string
  readonly key: Readonly<Record<string, 1 | -1>>
  readonly unique: boolean
  readonly shapes: Readonly<Record<string, number>>
}

interface Stored {
  readonly textField?: string
  readonly next: number
  readonly indexes: readonly StoredIndex[]
}

/** "AMNH": other programs and `file` tell by it what the file is. */
const applicationId = 0x414d4e48
const format = 1

export class Catalogue {
  readonly #sqlite: Sqlite
  #collections = new Map<string, Collection>()
  #version = -1

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite
  }

  /** Makes an empty file ours; refuses one that belongs to another program or a later format. */
  prepare(readonly: boolean): void {
    const id = this.#pragma('application_id')
    const isEmpty = this.#sqlite.get('SELECT count(*) FROM sqlite_schema')?.[0] === 0
    if (isEmpty && !readonly) {
      this.#sqlite.exec(`BEGIN IMMEDIATE; PRAGMA application_id=${applicationId};
        CREATE TABLE IF NOT EXISTS catalogue (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, entry TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS format (number INTEGER NOT NULL);
        DELETE FROM format; INSERT INTO format VALUES (${format}); COMMIT`)
    } else if (!isEmpty && id !== applicationId) {
      throw EngineError.badValue('The file belongs to another program')
    } else if (!isEmpty && this.#sqlite.get('SELECT number FROM format')?.[0] !== format) {
      throw EngineError.badValue('The file has a format that this version does not know')
    }
  }

  /** Loads again if another connection, or a rollback, has changed it. */
  refresh(): void {
    if (!this.isCurrent()) this.#load()
  }

  isCurrent(): boolean {
    return this.#version === this.#pragma('user_version')
  }

  /** After a rollback what was changed in memory is gone. */
  forget(): void {
    this.#version = -1
  }

  get(name: string): Collection | undefined {
    return this.#collections.get(name)
  }

  all(): Collection[] {
    return [...this.#collections.values()]
  }

  add(name: string, textField?: string): Collection {
    if (name === '' || name.includes('\0') || name.includes('$')) {
      throw EngineError.badValue('The name of the collection is not allowed')
    }
    const stored: Stored = { ...(textField ? { textField } : {}), next: 1, indexes: [] }
    const insert = 'INSERT INTO catalogue (name, entry) VALUES (?, ?)'
    const id = this.#sqlite.run(insert, name, JSON.stringify(stored))
    const collection = fromStored(id, name, stored)
    this.#sqlite.exec(
      `CREATE TABLE ${collection.table} (rid INTEGER PRIMARY KEY, id UNIQUE NOT NULL, doc TEXT NOT NULL, types TEXT, text TEXT, blob BLOB)`,
    )
    this.#changed()
    this.#collections.set(name, collection)
    return collection
  }

  save(collection: Collection): void {
    const entry = JSON.stringify(toStored(collection))
    this.#sqlite.run('UPDATE catalogue SET entry = ? WHERE id = ?', entry, collection.id)
    this.#changed()
    this.#collections.set(collection.name, collection)
  }

  remove(collection: Collection): void {
    for (const { table } of collection.indexes) this.#sqlite.exec(`DROP TABLE ${table}`)
    this.#sqlite.exec(`DROP TABLE ${collection.table}`)
    this.#sqlite.run('DELETE FROM catalogue WHERE id = ?', collection.id)
    this.#changed()
    this.#collections.delete(collection.name)
  }

  #load(): void {
    this.#version = this.#pragma('user_version')
    const exists = this.#sqlite.get("SELECT 1 FROM sqlite_schema WHERE name = 'catalogue'")
    const rows = exists
      ? this.#sqlite.all('SELECT id, name, entry FROM catalogue ORDER BY id', [])
      : []
    this.#collections = new Map(
      rows.map(([id, name, entry]) => {
        const stored: Stored = JSON.parse(String(entry))
        return [String(name), fromStored(Number(id), String(name), stored)]
      }),
    )
  }

  #changed(): void {
    const version = this.#pragma('user_version') + 1
    this.#sqlite.exec(`PRAGMA user_version=${version}`)
    this.#version = version
  }

  #pragma(name: 'user_version' | 'application_id'): number {
    return Number(this.#sqlite.get(`PRAGMA ${name}`)?.[0])
  }
}

function fromStored(id: number, name: string, stored: Stored): Collection {
  const table = `c${id}`
  const primary: Index = {
    name: '_id_',
    table,
    fields: [{ path: fieldPath('_id', 'an index'), direction: 1, column: 'id' }],
    unique: true,
    primary: true,
    shapes: new Map([['_id', shape.plain]]),
  }
  const { textField, next } = stored
  return { id, name, table, textField, primary, indexes: stored.indexes.map(openIndex), next }
}

export function openIndex({ name, table, key, unique, shapes }: StoredIndex): Index {
  const fields = Object.entries(key).map(([path, direction], at) => {
    return { path: fieldPath(path, 'an index'), direction, column: `k${at}` }
  })
  return { name, table, fields, unique, primary: false, shapes: new Map(Object.entries(shapes)) }
}

export function keyPattern(index: Index): Record<string, 1 | -1> {
  return Object.fromEntries(index.fields.map(({ path, direction }) => [path.name, direction]))
}

function toStored({ textField, next, indexes }: Collection): Stored {
  return {
    ...(textField ? { textField } : {}),
    next,
    indexes: indexes.map((index) => ({
      name: index.name,
      table: index.table,
      key: keyPattern(index),
      unique: index.unique,
      shapes: Object.fromEntries(index.shapes),
    })),
  }
}
