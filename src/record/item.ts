/** A stored row as the law sees it. */
import type { Item } from '#policy/item.ts'
import type { ConsentColumns, ResourceRow, VersionRow } from '#storage/storage.ts'

/** Columns that a decision looks at: what a query that only judges has to fetch. */
export const itemColumns: readonly (keyof ConsentColumns)[] = [
  't',
  'cmp',
  'cpn',
  'con',
  'sen',
  'cod',
  'any',
  'prf',
  'src',
  'aut',
  'rec',
  'aud',
  'enc',
  'out',
  'lo',
  'hi',
  'hold',
  'reg',
]

export function itemOf(row: ResourceRow): Item {
  return { ...row, ref: row._id }
}

export function itemOfVersion(row: VersionRow): Item {
  return { ...row, ref: row.of }
}
