/**
 * Instance history, filtered version by version: the visible versions show no gap, and their total is exact.
 * https://hl7.org/fhir/R4/http.html#history
 */
import { OutcomeError } from '#fhir/outcome.ts'
import { millisOf } from '#fhir/tick.ts'
import type { Decision } from '#policy/decision.ts'
import type { VersionRow } from '#storage/storage.ts'
import { admit, granularHoldsFor } from './admission.ts'
import type { Session } from './hearth.ts'
import { itemOfVersion } from './item.ts'
import { judge } from './judge.ts'
import { underLaw } from './recheck.ts'
import type { HistoryEntry, HistoryInput, HistoryPage } from './record.ts'
import { hiddenReferences, release } from './release.ts'
import { witness } from './witness.ts'

/** Versions of one resource that can be paged through. */
const limit = 10_000

type Visible = { row: VersionRow; decision: Decision & { decision: 'permit' } }

export async function history(
  session: Session,
  type: string,
  id: string,
  page: HistoryInput,
): Promise<HistoryPage> {
  const admission = await admit(session, 'history-instance', type)
  const ref = `${type}/${id}`
  return underLaw(session, async (current) => {
    const rows = await versionsOf(current, ref)
    const visible: Visible[] = []
    for (const [at, row] of rows.entries()) {
      const text = row.json ?? rows[at + 1]?.json
      if (!granularHoldsFor(current, admission, row, text)) continue
      const decision = await judge(current, itemOfVersion(row), 'access', admission)
      if (decision.decision === 'permit') visible.push({ row, decision })
    }
    const newest = rows[0]
    await witness(current, {
      act: 'history-instance',
      outcome: visible.length > 0 ? 'permit' : 'deny',
      rule: visible[0]?.decision.rule ?? 'absent',
      patients: newest?.cmp ?? [],
      type,
      items: newest === undefined ? [] : [ref],
    })
    // Hidden now is hidden altogether: an older, milder version must not tell of it.
    if (newest === undefined || visible[0]?.row._id !== newest._id) throw OutcomeError.notFound()
    return pageOf(current, ref, visible, page)
  })
}

async function versionsOf(session: Session, ref: string): Promise<VersionRow[]> {
  const { storage } = session.hearth
  const live = await storage.read(ref)
  const older = await storage.versions({ of: ref }, { sort: { n: -1 }, limit })
  if (live === undefined) return older
  const { _id, ...columns } = live
  return [{ ...columns, _id: `${_id}/${live.n}`, of: _id }, ...older]
}

async function pageOf(
  session: Session,
  ref: string,
  visible: readonly Visible[],
  page: HistoryInput,
): Promise<HistoryPage> {
  const since = page.since === undefined ? undefined : Date.parse(page.since)
  const wanted = visible.filter(({ row }) => since === undefined || millisOf(row.lu) >= since)
  const before = page.after?.[0]
  const rest = typeof before === 'string' ? wanted.filter(({ row }) => row.lu < before) : wanted
  const shown = rest.slice(0, page.count)
  const entries = await Promise.all(shown.map((one) => entryOf(session, ref, one)))
  const last = shown.at(-1)
  return {
    total: wanted.length,
    entries,
    ...(rest.length > shown.length && last !== undefined ? { next: [last.row.lu] } : {}),
  }
}

async function entryOf(session: Session, ref: string, one: Visible): Promise<HistoryEntry> {
  const { row, decision } = one
  const type = ref.slice(0, ref.indexOf('/'))
  const common = {
    type,
    id: ref.slice(type.length + 1),
    vid: row.vid,
    lastUpdated: new Date(millisOf(row.lu)).toISOString(),
  }
  if (row.del === true || row.json === undefined) return { ...common, act: 'delete' }
  const leaving = { ...row, type, ref, json: row.json }
  const version = release(session, leaving, decision, await hiddenReferences(session, [leaving]))
  return { ...common, act: row.n === 1 ? 'create' : 'update', vid: version.vid, json: version.json }
}
