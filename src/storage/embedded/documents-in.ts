/** All documents of a collection in pages, so that no iterator stays open while something is written. */
import type { Fields } from './bson.ts'
import type { Collection } from './catalogue.ts'
import { fromRow } from './documents.ts'
import type { Sqlite } from './sqlite.ts'

const page = 500

export function* documentsIn(
  sqlite: Sqlite,
  collection: Collection,
): Generator<{ readonly rid: number; readonly document: Fields }> {
  const select = `SELECT rid, doc, types, text, blob FROM ${collection.table} WHERE rid > ? ORDER BY rid LIMIT ${page}`
  for (let last = -1; ; ) {
    const rows = sqlite.all(select, [last])
    for (const [rid, doc = null, types = null, text = null, blob = null] of rows) {
      last = rid as number
      yield { rid: last, document: fromRow(collection, doc, types, text, blob) }
    }
    if (rows.length < page) return
  }
}
