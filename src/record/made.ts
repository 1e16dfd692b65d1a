/** Versions that an act makes, ready to be judged and stored: the writer's own, and those a service's rule adds. */
import type { Coding } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import { typeOf } from '#fhir/reference.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { following, type LabelSource, labelColumns, outsideSources, settled } from './label.ts'
import { type JsonResource, rowOf } from './row.ts'
import type { Ruled } from './rules.ts'
import { keptLabels } from './sticky.ts'
import type { Adoption, Draft, Made } from './write.ts'
import { recorderOf, recordersAfter, writesRegistry } from './writer.ts'

/** The writer's draft and what the rules add to it. */
export async function draftsOf(session: Session, own: Draft, ruled: Ruled): Promise<Draft[]> {
  const drafts: Draft[] = [
    { ...own, resource: ruled.after ?? own.resource, audience: ruled.audience },
  ]
  for (const added of ruled.also) {
    const before = added.act === 'update' ? await session.hearth.storage.read(added.ref) : undefined
    if (added.act === 'update' && before?.vid !== (added.resource.meta?.versionId ?? before?.vid))
      throw OutcomeError.conflict('What belongs to it was changed by somebody else meanwhile.')
    drafts.push({
      act: added.act,
      ref: added.ref,
      resource: added.resource as unknown as JsonResource,
      ...(before === undefined ? {} : { before }),
      ...(ruled.service === undefined ? {} : { service: ruled.service }),
      ...(added.recorder === undefined ? {} : { recorder: added.recorder }),
      audience: added.audience ?? [],
    })
  }
  return drafts
}

export async function makeRows(
  session: Session,
  drafts: readonly Draft[],
): Promise<{ made: Made[]; adopt: Adoption[] }> {
  const kept = await keptLabels(session, drafts)
  const stamped = drafts.map((draft) => ({ draft, stamps: stampsOf(session, draft) }))
  const sent = stamped.map((one) => rowOfDraft(session, one, []))
  const rows = stamped.map((one, place) => {
    const labels = kept[place] ?? []
    const row = labels.length === 0 ? sent[place] : rowOfDraft(session, one, labels)
    return following(row as ResourceRow, one.draft.before)
  })
  const flowing = settled(rows, await storedSources(session, rows))
  return {
    made: drafts.map((draft, place) => madeOf(draft, flowing.rows[place], sent[place])),
    adopt: flowing.adopt,
  }
}

/** What the server stamps on the draft's version. */
export function stampsOf(session: Session, draft: Omit<Draft, 'resource'>) {
  const { lu, millis } = session.hearth.storage.stamp()
  const writer = draft.recorder ?? recorderOf(session)
  return {
    ref: draft.ref,
    n: (draft.before?.n ?? 0) + 1,
    vid: session.hearth.newId(),
    lu,
    millis,
    recorders: recordersAfter(typeOf(draft.ref), draft.before?.rec ?? [], writer),
    audience: [...new Set([...heldAudience(draft), ...(draft.audience ?? [])])],
    registry: writesRegistry(session) && draft.service === undefined,
  }
}

/** Whom a Consent names it names anew in each version. */
function heldAudience({ ref, before }: Omit<Draft, 'resource'>): readonly string[] {
  return typeOf(ref) === 'Consent' ? [] : (before?.aud ?? [])
}

interface Stamped {
  readonly draft: Draft
  readonly stamps: ReturnType<typeof stampsOf>
}

function rowOfDraft(
  session: Session,
  { draft, stamps }: Stamped,
  kept: readonly Coding[],
): ResourceRow {
  const { base, timeZone } = session.hearth
  return rowOf(draft.resource, { ...stamps, kept, base, timeZone })
}

function madeOf(draft: Draft, row: ResourceRow | undefined, sent: ResourceRow | undefined): Made {
  if (row === undefined) throw new Error('every draft makes a row')
  const { resource: _resource, recorder: _recorder, audience: _audience, ...rest } = draft
  return { ...rest, ...asSent(row, sent) }
}

/** The row, and beside it what was sent, where labels came to it from elsewhere. */
export function asSent(
  row: ResourceRow,
  sent: ResourceRow | undefined,
): Pick<Made, 'row' | 'sent'> {
  if (sent === undefined || (row.json === sent.json && row.con === sent.con)) {
    if (sent === undefined || row.sen.length === sent.sen.length) return { row }
  }
  const { con, sen, json } = sent
  return { row, sent: { ...row, con, sen, json } }
}

/** Labels and owners of stored rows that the new ones refer to. */
export async function storedSources(
  session: Session,
  rows: readonly ResourceRow[],
): Promise<LabelSource[]> {
  const outside = outsideSources(rows)
  if (outside.length === 0) return []
  return session.hearth.storage.find({ _id: { $in: outside } }, { fields: labelColumns })
}
