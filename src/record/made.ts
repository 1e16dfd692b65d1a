/** Versions that an act makes, ready to be judged and stored: the writer's own, and those a service's rule adds. */
import type { Coding } from '@medplum/fhirtypes'
import { typeOf } from '#fhir/reference.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { type LabelSource, labelColumns, outsideSources, settled } from './label.ts'
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
  const rows = drafts.map((draft, place) => rowOfDraft(session, draft, kept[place] ?? []))
  const flowing = settled(rows, await storedSources(session, rows))
  return {
    made: drafts.map((draft, place) => madeOf(draft, flowing.rows[place])),
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
    audience: [...new Set([...(draft.before?.aud ?? []), ...(draft.audience ?? [])])],
    registry: writesRegistry(session) && draft.service === undefined,
  }
}

function rowOfDraft(session: Session, draft: Draft, kept: readonly Coding[]): ResourceRow {
  const { base, timeZone } = session.hearth
  return rowOf(draft.resource, { ...stampsOf(session, draft), kept, base, timeZone })
}

function madeOf(draft: Draft, row: ResourceRow | undefined): Made {
  if (row === undefined) throw new Error('every draft makes a row')
  const { resource: _resource, recorder: _recorder, audience: _audience, ...rest } = draft
  return { ...rest, row }
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
