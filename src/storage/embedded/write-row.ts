/** One document written with its index rows, or nothing of it. */
import type { Fields } from './bson.ts'
import { type Catalogue, type Collection, type Index, keyPattern } from './catalogue.ts'
import { fromRow, toRow } from './documents.ts'
import { EngineError } from './engine-error.ts'
import { valueAt } from './field-path.ts'
import { distinctRows, indexRows } from './index-rows.ts'
import type { Key } from './keys.ts'
import type { Column, Row, Sqlite } from './sqlite.ts'

export interface Writing {
  readonly sqlite: Sqlite
  readonly catalogue: Catalogue
}

export function insertRow(writing: Writing, collection: Collection, document: Fields): void {
  const { sqlite } = writing
  const row = toRow(collection, document)
  const entries = collection.indexes.map((index) => rowsIn(writing, collection, index, document))
  const isUnique = collection.indexes.some(({ unique }) => unique)
  guarded(sqlite, isUnique, () => {
    const insert = `INSERT INTO ${collection.table} (id, doc, types, text, blob) VALUES (?, ?, ?, ?, ?)`
    const rid = asDuplicate(collection.name, collection.primary, document, () =>
      sqlite.run(insert, row.id, row.doc, row.types, row.text, row.blob),
    )
    for (const [at, index] of collection.indexes.entries()) {
      addRows(sqlite, collection, index, entries[at] ?? [], rid, document)
    }
  })
}

/** A document with its row as it is stored. */
export interface Loaded {
  readonly rid: number
  readonly document: Fields
  readonly row: Row
}

export function loadRow(sqlite: Sqlite, collection: Collection, rid: number): Loaded {
  const select = `SELECT doc, types, text, blob FROM ${collection.table} WHERE rid = ?`
  const row = sqlite.get(select, rid)
  if (!row) throw new Error(`Row ${rid} of ${collection.name} is missing: the index is wrong`)
  const [doc = null, types = null, text = null, blob = null] = row
  return { rid, document: fromRow(collection, doc, types, text, blob), row }
}

/** False if the document is as it was. */
export function updateRow(
  writing: Writing,
  collection: Collection,
  { rid, document: before, row: old }: Loaded,
  after: Fields,
): boolean {
  const { sqlite } = writing
  const row = toRow(collection, after)
  const [doc, types, text, blob] = old
  if (doc === row.doc && types === row.types && text === row.text && sameBytes(blob, row.blob)) {
    return false
  }
  const touched = collection.indexes.filter((index) => isTouched(index, before, after))
  const changes = touched.map((index) => {
    const gone = distinctRows(index, rowsIn(writing, collection, index, before))
    const fresh = distinctRows(index, rowsIn(writing, collection, index, after))
    const kept = [...gone.keys()].filter((text) => fresh.has(text))
    for (const text of kept) {
      gone.delete(text)
      fresh.delete(text)
    }
    return { index, gone: [...gone.values()], fresh: [...fresh.values()] }
  })
  guarded(
    sqlite,
    touched.some(({ unique }) => unique),
    () => {
      const update = `UPDATE ${collection.table} SET doc = ?, types = ?, text = ?, blob = ? WHERE rid = ?`
      sqlite.run(update, row.doc, row.types, row.text, row.blob, rid)
      for (const { index, gone, fresh } of changes) {
        removeRows(sqlite, index, gone, rid)
        addRows(sqlite, collection, index, fresh, rid, after)
      }
    },
  )
  return true
}

export function deleteRow(
  writing: Writing,
  collection: Collection,
  { rid, document }: Loaded,
): void {
  for (const index of collection.indexes) {
    const rows = rowsIn(writing, collection, index, document)
    removeRows(writing.sqlite, index, rows, rid)
  }
  writing.sqlite.run(`DELETE FROM ${collection.table} WHERE rid = ?`, rid)
}

/** Adds the rows of a document to one index; the same key twice is one row. */
export function addRows(
  sqlite: Sqlite,
  collection: Collection,
  index: Index,
  rows: readonly Key[][],
  rid: number,
  document: Fields,
): void {
  const places = `(${'?, '.repeat(index.fields.length)}?)`
  if (!index.unique) {
    const insert = `INSERT OR IGNORE INTO ${index.table} VALUES ${places}`
    for (const row of rows) sqlite.run(insert, ...row, rid)
    return
  }
  const insert = `INSERT INTO ${index.table} VALUES ${places}`
  for (const row of distinctRows(index, rows).values()) {
    asDuplicate(collection.name, index, document, () => sqlite.run(insert, ...row, rid))
  }
}

function removeRows(sqlite: Sqlite, index: Index, rows: readonly Key[][], rid: number): void {
  const test = index.fields.map(({ column }) => `${column} = ?`).join(' AND ')
  for (const row of rows)
    sqlite.run(`DELETE FROM ${index.table} WHERE ${test} AND rid = ?`, ...row, rid)
}

/** What the index has not seen before is noted first: no reader may rely on the old shape and see the new row. */
export function rowsIn(
  { catalogue }: Pick<Writing, 'catalogue'>,
  collection: Collection,
  index: Index,
  document: Fields,
): Key[][] {
  let changed = false
  const rows = indexRows(index, document, (path, bit) => {
    index.shapes.set(path, (index.shapes.get(path) ?? 0) | bit)
    changed = true
  })
  if (changed) catalogue.save(catalogue.get(collection.name) ?? collection)
  return rows
}

function isTouched(index: Index, before: Fields, after: Fields): boolean {
  return index.fields.some(({ path }) => {
    const [field = ''] = path.segments
    return before[field] !== after[field]
  })
}

function sameBytes(left: Column | undefined, right: Uint8Array | null): boolean {
  if (!(left instanceof Uint8Array) || right === null) return left === right
  return Buffer.compare(left, right) === 0
}

/** Only a second unique index can fail after the first row is written. */
function guarded(sqlite: Sqlite, needed: boolean, work: () => void): void {
  if (!needed) {
    work()
    return
  }
  sqlite.run('SAVEPOINT row')
  try {
    work()
  } catch (error) {
    sqlite.exec('ROLLBACK TO row; RELEASE row')
    throw error
  }
  sqlite.run('RELEASE row')
}

/** Numbers, never messages: https://www.sqlite.org/rescode.html#constraint_unique */
function asDuplicate<T>(collection: string, index: Index, document: Fields, write: () => T): T {
  try {
    return write()
  } catch (error) {
    const { errcode } = error as { readonly errcode?: number }
    if (errcode !== 1555 && errcode !== 2067) throw error
    const keyValue = Object.fromEntries(
      index.fields.map(({ path }) => [path.name, valueOrArray(document, path)]),
    )
    const message = `E11000 duplicate key error collection: ${collection} index: ${index.name}`
    throw new EngineError('DuplicateKey', message, { keyPattern: keyPattern(index), keyValue })
  }
}

function valueOrArray(document: Fields, path: Index['fields'][number]['path']): unknown {
  try {
    return valueAt(document, path, 'unique index') ?? null
  } catch {
    return document[path.segments[0] ?? ''] ?? null
  }
}
