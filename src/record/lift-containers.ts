/** An item that was raised raises what holds it (R3d): a report its results, a list its entries. */
import { joined } from '#fhir/search/entry.ts'
import type { Transaction } from '#storage/storage.ts'
import type { RowChange } from './write.ts'

const containers = [
  { type: 'DiagnosticReport', param: 'result' },
  { type: 'List', param: 'item' },
  { type: 'Composition', param: 'entry' },
]

/** An item that was raised raises what holds it, as far up as that goes; answers what rose with it. */
export async function liftContainers(
  transaction: Transaction,
  changes: readonly RowChange[],
): Promise<RowChange[]> {
  const lifted: RowChange[] = []
  let raised = changes.flatMap(({ before, after }) =>
    before !== undefined &&
    after !== undefined &&
    (after.con > before.con || after.sen.some((code) => !before.sen.includes(code)))
      ? [{ ref: after._id, con: after.con, sen: after.sen }]
      : [],
  )
  for (let depth = 0; raised.length > 0 && depth < 5; depth++) {
    const next: typeof raised = []
    for (const item of raised)
      for (const { type, param } of containers)
        for (const row of await transaction.find({ t: type, ref: joined(param, item.ref) })) {
          if (row.con >= item.con && item.sen.every((code) => row.sen.includes(code))) continue
          await transaction.lift(row._id, item.con, item.sen)
          const con = Math.max(row.con, item.con)
          lifted.push({ before: row, after: { ...row, con } })
          next.push({ ref: row._id, con, sen: item.sen })
        }
    raised = next
  }
  return lifted
}
