/** Versions as their writer sees them. */
import { idOf } from '#fhir/reference.ts'
import { millisOf } from '#fhir/tick.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { judge } from './judge.ts'
import type { Version, Written } from './record.ts'
import { hiddenReferences, releasable, release } from './release.ts'
import type { Made } from './write.ts'

/** What was sent, with the server's id and meta. */
export function versionOf(row: ResourceRow): Version {
  return {
    type: row.t,
    id: idOf(row._id),
    vid: row.vid,
    lastUpdated: new Date(millisOf(row.lu)).toISOString(),
    json: row.json,
  }
}

/** A create answers with what was sent alone: what it met, and which label stayed on it, it does not tell. */
export function created(made: readonly Made[]): Written {
  const [own] = made
  return { status: 201, ...(own === undefined ? {} : { version: versionOf(own.sent ?? own.row) }) }
}

/** What somebody wrote before, as this caller reads it; without text if it is not theirs to read. */
export async function shownInstead(session: Session, row: ResourceRow): Promise<Version> {
  const decision = await judge(session, itemOf(row), 'access')
  if (decision.decision === 'deny') return { ...versionOf(row), json: '' }
  const leaving = releasable(row)
  return release(session, leaving, decision, await hiddenReferences(session, [leaving]))
}
