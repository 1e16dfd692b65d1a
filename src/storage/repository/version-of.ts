/** What stays of a live row when it is superseded: its text and its consent columns, without search arrays. */
import { consentColumnNames } from '../models/consent-columns.ts'
import type { ResourceRow, VersionRow } from '../storage.ts'

export function versionOf(row: ResourceRow): VersionRow {
  const columns = consentColumnNames
    .filter((name) => row[name] !== undefined)
    .map((name) => [name, row[name]])
  return {
    ...(Object.fromEntries(columns) as Pick<ResourceRow, (typeof consentColumnNames)[number]>),
    _id: `${row._id}/${row.n}`,
    of: row._id,
    n: row.n,
    vid: row.vid,
    lu: row.lu,
    json: row.json,
  }
}
