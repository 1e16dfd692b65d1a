/** Is the file whole, and is every index row what its document asks for? Findings as sentences that name no values. */
import type { Collection, Index } from './catalogue.ts'
import { documentsIn } from './documents-in.ts'
import { distinctRows, indexRows } from './index-rows.ts'
import { compareKeys, type Key, keyOf, rowText } from './keys.ts'
import type { Sqlite } from './sqlite.ts'

export type Progress = (done: number, total: number) => void

export function verify(
  sqlite: Sqlite,
  collections: readonly Collection[],
  progress: Progress = () => undefined,
): string[] {
  const findings = sqlite
    .all('PRAGMA integrity_check', [])
    .map(([text]) => String(text))
    .filter((text) => text !== 'ok')
  const sizes = collections.map(({ table }) => sizeOf(sqlite, table))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let done = 0
  for (const collection of collections) {
    const counts = new Map<Index, number>()
    for (const { rid, document } of documentsIn(sqlite, collection)) {
      const [id] = sqlite.get(`SELECT id FROM ${collection.table} WHERE rid = ?`, rid) ?? []
      if (compareKeys(keyOf(document._id), id as Key) !== 0) {
        findings.push(
          `${collection.name}: row ${rid} stands under another _id than its document has`,
        )
      }
      for (const index of collection.indexes) {
        const wanted = distinctRows(
          index,
          indexRows(index, document, () => noteMissing(findings, collection, index, rid)),
        )
        counts.set(index, (counts.get(index) ?? 0) + wanted.size)
        for (const row of wanted.values()) {
          if (!holds(sqlite, index, row, rid)) {
            findings.push(`${collection.name}: index ${index.name} lacks a row of document ${rid}`)
          }
        }
      }
      progress(++done, total)
    }
    for (const index of collection.indexes) {
      const rows = sizeOf(sqlite, index.table)
      const wanted = counts.get(index) ?? 0
      if (rows !== wanted) {
        findings.push(
          `${collection.name}: index ${index.name} has ${rows} rows instead of ${wanted}`,
        )
      }
    }
  }
  return findings
}

function noteMissing(findings: string[], collection: Collection, index: Index, rid: number): void {
  findings.push(
    `${collection.name}: index ${index.name} does not know the shape of document ${rid}`,
  )
}

function holds(sqlite: Sqlite, index: Index, row: readonly Key[], rid: number): boolean {
  const columns = index.fields.map(({ column }) => column)
  const test = columns.map((column) => `${column} = ?`).join(' AND ')
  const select = `SELECT ${columns.join(', ')} FROM ${index.table} WHERE ${test} AND rid = ?`
  const found = sqlite.get(select, ...row, rid)
  return found !== undefined && rowText(found as Key[]) === rowText(row)
}

function sizeOf(sqlite: Sqlite, table: string): number {
  return Number(sqlite.get(`SELECT count(*) FROM ${table}`)?.[0])
}
