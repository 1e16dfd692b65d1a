/**
 * One store transaction for everything an act changes: rows, versions, law, epochs, claims, and the lines its witness
 * owes. All of it or nothing; ids, stamps and lines are fixed before, because the store may run the callback again.
 */

import type { Line } from '#audit/line.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import type { ResourceRow, Transaction } from '#storage/storage.ts'
import { closureTypes, registryEpoch } from './actors.ts'
import { applyToLaw, countsAsTeam } from './consents.ts'
import type { Change, Session } from './hearth.ts'
import { liftContainers } from './lift-containers.ts'
import type { Adoption, RowChange, Write } from './write.ts'

export interface Commit {
  readonly writes: readonly Write[]
  readonly lines: readonly Line[]
  /** run first, inside the transaction; may throw to stop it */
  readonly guard?: (transaction: Transaction) => Promise<void>
  /** audience to add to stored rows, as [Type/id, audience] */
  readonly admit?: readonly (readonly [string, string])[]
  /** columns of stored rows without a compartment that take over their first referrer's patient (R22) */
  readonly adopt?: readonly Adoption[]
}

export async function commit(session: Session, given: Commit): Promise<void> {
  const { hearth } = session
  const changes = given.writes.map(changeOf)
  const { lu } = hearth.storage.stamp()
  await hearth.storage.transact(async (transaction) => {
    await given.guard?.(transaction)
    await store(transaction, given.writes)
    const taken = await adopted(transaction, given.adopt ?? [])
    for (const [ref, audience] of given.admit ?? []) await transaction.admit([ref], [audience])
    const rows = given.writes.map(rowChange)
    await raiseOlder(transaction, given.writes)
    const lifted = await liftContainers(transaction, rows)
    await applyToLaw(hearth, transaction, [...rows, ...taken, ...lifted])
    if (rows.some(movesClosures)) await transaction.bump(registryEpoch)
    await transaction.emit({ _id: lu, lines: given.lines.map((line) => ({ ...line })), changes })
  })
  hearth.committed(changes)
}

/** What was nobody's is its first referrer's patient's from now on, and counts as hers (R22). */
async function adopted(
  transaction: Transaction,
  adoptions: readonly Adoption[],
): Promise<RowChange[]> {
  const changes: RowChange[] = []
  for (const one of adoptions) {
    await transaction.adopt(one.ref, one)
    const after = await transaction.read(one.ref)
    if (after !== undefined) changes.push({ after })
  }
  return changes
}

async function store(transaction: Transaction, writes: readonly Write[]): Promise<void> {
  for (const write of writes)
    if (write.act === 'delete') await transaction.remove(write.before, write.tombstone)
  const created: ResourceRow[] = []
  for (const write of writes)
    if (write.act === 'create')
      created.push(write.chosen === true ? await underChosenId(transaction, write.row) : write.row)
  if (created.length > 0) await transaction.insert(created)
  for (const row of created) if (row.n > 1) await transaction.raise(row._id, row.con, row.sen)
  const replaced = writes.flatMap((write) =>
    write.act === 'update' ? [[write.before, write.row] as const] : [],
  )
  if (replaced.length > 0) await transaction.replaceAll(replaced)
}

/** Two clients may choose one id at once, or one that was deleted: its versions go on. */
async function underChosenId(transaction: Transaction, row: ResourceRow): Promise<ResourceRow> {
  await transaction.claim(`id:${row._id}`)
  if ((await transaction.read(row._id)) !== undefined)
    throw OutcomeError.conflict('The resource was created by somebody else in the meantime.')
  const last = await transaction.lastVersion(row._id)
  return last === undefined ? row : { ...row, n: last.n + 1 }
}

/** R3d: the label of a version is the higher of then and now. */
async function raiseOlder(transaction: Transaction, writes: readonly Write[]): Promise<void> {
  for (const write of writes) {
    if (write.act !== 'update') continue
    const added = write.row.sen.filter((code) => !write.before.sen.includes(code))
    if (write.row.con > write.before.con || added.length > 0)
      await transaction.raise(write.row._id, write.row.con, added)
  }
}

function movesClosures({ before, after }: RowChange): boolean {
  const row = after ?? before
  if (row === undefined || !closureTypes.has(row.t)) return false
  if (row.t === 'CareTeam') return countsAsTeam(after) || countsAsTeam(before)
  return row.reg === true
}

function rowChange(write: Write): RowChange {
  if (write.act === 'create') return { after: write.row }
  if (write.act === 'update') return { before: write.before, after: write.row }
  return { before: write.before }
}

function changeOf(write: Write): Change {
  return write.act === 'delete'
    ? { ref: write.before._id, vid: write.tombstone.vid, act: 'delete' }
    : { ref: write.row._id, vid: write.row.vid, act: write.act }
}
