/** read and vread: https://hl7.org/fhir/R4/http.html#read, https://hl7.org/fhir/R4/http.html#vread */
import { OutcomeError } from '#fhir/outcome.ts'
import type { ResourceRow, VersionRow } from '#storage/storage.ts'
import { type Admission, admit, granularHolds, granularHoldsFor } from './admission.ts'
import { visibleOrAbsent } from './answer.ts'
import { readAudit } from './audit-events.ts'
import type { Session } from './hearth.ts'
import { itemOf, itemOfVersion } from './item.ts'
import { judge } from './judge.ts'
import { underLaw } from './recheck.ts'
import type { Version } from './record.ts'
import { throughReferrer } from './referrer.ts'
import { hiddenReferences, releasable, release } from './release.ts'
import { witness } from './witness.ts'

export async function read(session: Session, type: string, id: string): Promise<Version> {
  const admission = await admit(session, 'read', type)
  return underLaw(session, (current) =>
    type === 'AuditEvent' ? readAudit(current, id) : readLive(current, `${type}/${id}`, admission),
  )
}

async function readLive(session: Session, ref: string, admission: Admission): Promise<Version> {
  const row = await session.hearth.storage.read(ref)
  if (row === undefined) return absentOrDeleted(session, ref, admission)
  const decided = granularHolds(admission, row)
    ? await judge(session, itemOf(row), 'access', admission)
    : outsideScope
  const decision = await throughReferrer(session, row, decided, admission)
  await witness(session, {
    act: 'read',
    outcome: decision.decision,
    rule: decision.rule,
    patients: row.cmp,
    type: row.t,
    items: [ref],
  })
  visibleOrAbsent(decision)
  const leaving = releasable(row)
  return release(session, leaving, decision, await hiddenReferences(session, [leaving]))
}

/** What granular scopes leave out is answered as what consent hides. */
export const outsideScope = { decision: 'deny', rule: 'R1', basis: [] } as const

/** 410 only for a caller who might have read the last version; else as if it never existed. */
async function absentOrDeleted(
  session: Session,
  ref: string,
  admission: Admission,
): Promise<never> {
  const latest = { sort: { n: -1 }, limit: 2 } as const
  const [last, before] = await session.hearth.storage.versions({ of: ref }, latest)
  const decision =
    last === undefined
      ? undefined
      : granularHoldsFor(session, admission, last, before?.json)
        ? await judge(session, itemOfVersion(last), 'access', admission)
        : outsideScope
  await witness(session, {
    act: 'read',
    outcome: decision?.decision ?? 'deny',
    rule: decision?.rule ?? 'absent',
    patients: last?.cmp ?? [],
    type: ref.slice(0, ref.indexOf('/')),
    items: last === undefined ? [] : [ref],
  })
  throw decision?.decision === 'permit' ? OutcomeError.deleted() : OutcomeError.notFound()
}

export async function vread(
  session: Session,
  type: string,
  id: string,
  vid: string,
): Promise<Version> {
  const admission = await admit(session, 'vread', type)
  const ref = `${type}/${id}`
  return underLaw(session, async (current) => {
    const { storage } = current.hearth
    const live = await storage.read(ref)
    const older = live?.vid === vid ? undefined : await storage.version(ref, vid)
    const item =
      live?.vid === vid ? itemOf(live) : older === undefined ? undefined : itemOfVersion(older)
    const decision =
      item === undefined || !(await isInScope(current, admission, live, older))
        ? outsideScope
        : await judge(current, item, 'access', admission)
    await witness(current, {
      act: 'vread',
      outcome: decision.decision,
      rule: item === undefined ? 'absent' : decision.rule,
      patients: item?.cmp ?? [],
      type,
      items: item === undefined ? [] : [`${ref}/_history/${vid}`],
    })
    visibleOrAbsent(decision)
    if (older?.del === true) throw OutcomeError.deleted()
    const leaving =
      live?.vid === vid
        ? releasable(live)
        : older === undefined
          ? undefined
          : { ...older, type, ref, json: older.json ?? '' }
    if (leaving === undefined) throw OutcomeError.notFound()
    return release(current, leaving, decision, await hiddenReferences(current, [leaving]))
  })
}

/** Both the version asked for and the one of now: an older, milder one must not tell of what is outside. */
async function isInScope(
  session: Session,
  admission: Admission,
  live: ResourceRow | undefined,
  older: VersionRow | undefined,
): Promise<boolean> {
  if (admission.granular === undefined) return true
  if (live !== undefined && !granularHolds(admission, live)) return false
  if (older === undefined) return true
  const text = older.json ?? (await textBefore(session, older))
  return granularHoldsFor(session, admission, older, text)
}

async function textBefore(session: Session, row: VersionRow): Promise<string | undefined> {
  const [before] = await session.hearth.storage.versions({ of: row.of, n: row.n - 1 }, { limit: 1 })
  return before?.json
}
