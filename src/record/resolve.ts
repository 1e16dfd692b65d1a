/**
 * What is conditional in a transaction, before ids are given: `ifNoneExist`, references by criterion, the versions that
 * PUT and DELETE meet. Faults name the entry. https://hl7.org/fhir/R4/http.html#trules
 */
import { error, OutcomeError } from '#fhir/outcome.ts'
import { isId } from '#fhir/reference.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Admission } from './admission.ts'
import { matching } from './conditional.ts'
import type { Session } from './hearth.ts'
import { placedAt } from './placed.ts'
import type { Prepared, PreparedEntry } from './prepare.ts'
import { changeable, checkMatch, mayChooseUnder } from './update.ts'

export interface Place {
  readonly ref: string
  readonly before?: ResourceRow
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
      const row = await changeable(
        session,
        `${entry.type}/${entry.id}`,
        admission(entry.type),
        'delete',
      )
      if (row === 'absent') throw at(entry, OutcomeError.notFound())
      matchAt(session, entry, row)
      removed.push(row)
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
  const prefix = mayChooseUnder(session)
  if (prefix === undefined || !id.startsWith(prefix) || !isId(id))
    throw at(entry, OutcomeError.notFound())
  const hidden = await session.hearth.storage.read(ref)
  const { principal } = session
  if (hidden === undefined) return { ref, chosen: true }
  if ('organization' in principal && hidden.rec.includes(principal.organization ?? ''))
    return { ref, before: hidden, chosen: false }
  throw at(entry, OutcomeError.notFound())
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
