/**
 * An item since hidden from its recorder goes on as its next version, labels and all, answered as a create and refused
 * as one would be (R19e): a nightly sync neither sees nor doubles what she hid.
 */

import { joined, separator } from '#fhir/search/entry.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import { decide } from '#policy/consent/decide.ts'
import { rankOf } from '#policy/item.ts'
import { combine } from '#storage/search/combine.ts'
import { filterOf } from '#storage/search/filter-of.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Admission } from './admission.ts'
import { parseCriterion } from './conditional.ts'
import { guardConsent } from './guard.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import { makeRows } from './made.ts'
import type { Written } from './record.ts'
import type { JsonResource } from './row.ts'
import { applyRules } from './rules.ts'
import { storeMade } from './store-made.ts'
import { recorderOf } from './writer.ts'
import { created } from './written.ts'

export interface Keeping {
  /** FHIR interaction under which the act is witnessed */
  readonly act: 'create' | 'update'
  readonly hidden: ResourceRow
  readonly resource: JsonResource
  readonly admission: Admission
}

export async function keepAsNext(session: Session, keeping: Keeping): Promise<Written> {
  const { act, hidden, resource, admission } = keeping
  const ref = hidden._id
  guardConsent(session, resource, hidden)
  // What its services would refuse to create is refused; what they would add is there since the first time.
  await applyRules(session, { act: 'create', ref, after: resource })
  const { made, adopt } = await makeRows(session, [
    { act: 'update', ref, resource, before: hidden, unseen: true },
  ])
  await storeMade(session, { act, made, adopt, admission: () => admission })
  return created(made)
}

/** The caller's own item that meets a criterion of business identifiers alone, and that is hidden from it by now. */
export async function ownUnseen(
  session: Session,
  type: string,
  criterion: string,
): Promise<ResourceRow | undefined> {
  const recorder = recorderOf(session)
  const { clauses } = parseCriterion(session, type, criterion)
  if (!recorder.startsWith('Organization/') || !clauses.every(isIdentifier)) return undefined
  const own = { tok: joined('_rec', recorder) }
  const filter = combine([{ t: type }, own, ...clauses.map((clause) => filterOf(clause, type))])
  const [row] = await session.hearth.storage.find(filter, { sort: { lu: 1 }, limit: 1 })
  return row !== undefined && (await mayFollow(session, row)) ? row : undefined
}

/** A new copy without her labels may be recorded: else it is left to be refused as it would be without the first. */
async function mayFollow(session: Session, row: ResourceRow): Promise<boolean> {
  const item = { ...itemOf(row), con: rankOf('N'), sen: [] }
  const context = contextFor(session, 'collect', {}, row.cmp)
  return decide(context, item, await lawOf(session, row.cmp)).decision === 'permit'
}

function isIdentifier(clause: SearchClause): boolean {
  return (
    clause.kind === 'token' &&
    clause.param === 'identifier' &&
    !clause.not &&
    clause.values.every(({ entry, match }) => match === 'equal' && entry.indexOf(separator) > 0)
  )
}
