/** The newest stamp stored, so that the clock of stamps never starts before it: one look per type by `{t, lu}`. */
import type { Models, Rows } from './models/models.ts'
import { findRows } from './repository/find-rows.ts'

interface Stamped {
  readonly _id: string
  readonly t: string
  readonly lu: string
}

export async function newestStamp(models: Models): Promise<string | undefined> {
  const found = [
    ...(await newestOf(models.rows.resources as unknown as Rows<Stamped>)),
    ...(await newestOf(models.rows.versions as unknown as Rows<Stamped>)),
  ]
  return found.sort().at(-1)
}

async function newestOf(rows: Rows<Stamped>): Promise<string[]> {
  const newest: string[] = []
  for (let type = ''; ; ) {
    const [first] = await findRows(
      rows,
      { t: { $gt: type } },
      { sort: { t: 1, lu: 1 }, limit: 1, fields: ['t'] },
    )
    if (first === undefined) return newest
    type = first.t
    const [last] = await findRows(rows, { t: type }, { sort: { lu: -1 }, limit: 1, fields: ['lu'] })
    if (last !== undefined) newest.push(last.lu)
  }
}
