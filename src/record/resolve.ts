/**
 * What is conditional in a transaction, before ids are given: `ifNoneExist`, references by criterion, the versions that
 * PUT and DELETE meet. Faults name the entry. https://hl7.org/fhir/R4/http.html#trules
 */
import { error, OutcomeError } from '#fhir/outcome.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Admission } from './admission.ts'
import { matching } from './conditional.ts'
import { goneAlready } from './delete.ts'
import { guardEnding } from './guard.ts'
import type { Session } from './hearth.ts'
import { ownUnseen } from './keep.ts'
import { placedAt } from './placed.ts'
import type { Prepared, PreparedEntry } from './prepare.ts'
import { applyRules } from './rules.ts'
import { changeable, checkMatch, isChosen } from './update.ts'

export interface Place {
  readonly ref: string
  readonly before?: ResourceRow
  /** `before` is hidden from the writer (R19e) */
  readonly unseen?: boolean
  readonly chosen: boolean
}

export interface Resolved {
  /** entries to be written, by index */
  readonly assigned: ReadonlyMap<number, Place>
  /** entries that mean the resource of an earlier one */
  readonly same: ReadonlyMap<number, number>
  /** entries whose criterion an existing row meets */
  readonly found: ReadonlyMap<number, ResourceRow>
  readonly removed: readonly ResourceRow[]
  /** what a reference's text becomes */
  readonly references: readonly (readonly [string, string])[]
}

export async function resolve(
  session: Session,
  prepared: Prepared,
  admission: (type: string) => Admission,
): Promise<Resolved> {
  const assigned = new Map<number, Place>()
  const found = new Map<number, ResourceRow>()
  const removed: ResourceRow[] = []
  const same = new Map<number, number>()
  for (const entry of prepared.entries) {
    if (entry.sameAs !== undefined) same.set(entry.index, entry.sameAs)
    else if (entry.method === 'POST') await placeNew(session, entry, assigned, found)
    else if (entry.method === 'PUT')
      assigned.set(entry.index, await placePut(session, entry, admission(entry.type)))
    else if (entry.method === 'DELETE') {
      const ref = `${entry.type}/${entry.id}`
      const row = await changeable(session, ref, admission(entry.type), 'delete')
      if (row === 'absent')
        await goneAlready(session, ref, admission(entry.type)).catch((fault: unknown) => {
          throw at(entry, fault)
        })
      else {
        matchAt(session, entry, row)
        await endable(session, entry, row)
        removed.push(row)
      }
    } else refuseQuery(entry)
  }
  const refOf = (index: number): string | undefined => {
    const first = same.get(index) ?? index
    return assigned.get(first)?.ref ?? found.get(first)?._id
  }
  const references: (readonly [string, string])[] = []
  for (const [text, index] of prepared.targets) {
    const ref = refOf(index)
    if (ref !== undefined) references.push([text, ref])
  }
  for (const one of prepared.conditionals)
    references.push([one.reference, await conditional(session, one, refOf)])
  return { assigned, same, found, removed, references }
}

async function placeNew(
  session: Session,
  entry: PreparedEntry,
  assigned: Map<number, Place>,
  found: Map<number, ResourceRow>,
): Promise<void> {
  if (entry.ifNoneExist !== undefined) {
    const row = await matching(session, entry.type, entry.ifNoneExist).catch((fault: unknown) => {
      throw at(entry, fault)
    })
    if (row !== undefined) {
      found.set(entry.index, row)
      return
    }
    const hidden = await ownUnseen(session, entry.type, entry.ifNoneExist)
    if (hidden !== undefined) {
      assigned.set(entry.index, { ref: hidden._id, before: hidden, unseen: true, chosen: false })
      return
    }
  }
  assigned.set(entry.index, { ref: `${entry.type}/${session.hearth.newId()}`, chosen: false })
}

async function placePut(
  session: Session,
  entry: PreparedEntry,
  admission: Admission,
): Promise<Place> {
  const id = entry.id ?? ''
  const ref = `${entry.type}/${id}`
  const before = await changeable(session, ref, admission, 'update')
  if (before !== 'absent') {
    matchAt(session, entry, before)
    return { ref, before, chosen: false }
  }
  if (!isChosen(session, ref)) throw at(entry, OutcomeError.notFound())
  const hidden = await session.hearth.storage.read(ref)
  return hidden === undefined
    ? { ref, chosen: true }
    : { ref, before: hidden, unseen: true, chosen: false }
}

async function conditional(
  session: Session,
  one: Prepared['conditionals'][number],
  refOf: (index: number) => string | undefined,
): Promise<string> {
  const own = new Set(one.own.flatMap((index) => refOf(index) ?? []))
  const stored = await matching(session, one.type, one.query).catch((fault: unknown) => {
    throw placedAt(fault, one.expression)
  })
  if (stored !== undefined) own.add(stored._id)
  const [only] = own
  if (own.size === 1 && only !== undefined) return only
  const text =
    own.size === 0
      ? 'No resource meets this conditional reference.'
      : 'Several resources meet this conditional reference.'
  throw new OutcomeError(
    error(own.size === 0 ? 'not-found' : 'multiple-matches', text, one.expression),
    412,
  )
}

function refuseQuery(entry: PreparedEntry): void {
  if (entry.query !== undefined || entry.id === undefined)
    throw at(
      entry,
      OutcomeError.notSupported('A transaction reads by id; searches in it are not supported yet.'),
    )
}

/** What a rule or the law of Consents says against its end, said at its entry. */
async function endable(session: Session, entry: PreparedEntry, row: ResourceRow): Promise<void> {
  try {
    guardEnding(session, row)
    await applyRules(session, { act: 'delete', ref: row._id, before: row })
  } catch (fault) {
    throw at(entry, fault)
  }
}

function matchAt(session: Session, entry: PreparedEntry, row: ResourceRow): void {
  try {
    checkMatch(session, row, entry.ifMatch)
  } catch (fault) {
    throw at(entry, fault)
  }
}

function at(entry: PreparedEntry, fault: unknown): unknown {
  return placedAt(fault, `Bundle.entry[${entry.index}]`)
}
