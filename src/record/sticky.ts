/**
 * A patient's label sticks (R3e, R3g): only her side lowers a PRS or a V, and a new copy of the same type, recorder and
 * business identifier takes it over, so that a re-sent copy never brings a hidden item back.
 */
import type { Coding } from '@medplum/fhirtypes'
import { parseJson } from '#fhir/json.ts'
import { typeOf } from '#fhir/reference.ts'
import { joined } from '#fhir/search/entry.ts'
import { millisOf } from '#fhir/tick.ts'
import { rankOf } from '#policy/item.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { lawOf } from './judge.ts'
import { type JsonResource, rowOf } from './row.ts'
import type { Draft } from './write.ts'
import { recorderOf } from './writer.ts'

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'

/** For each draft the labels that stay on it. */
export async function keptLabels(
  session: Session,
  drafts: readonly Draft[],
): Promise<(readonly Coding[])[]> {
  const kept: (readonly Coding[])[] = []
  const gone = await labelsOfDeleted(session, drafts)
  for (const draft of drafts) {
    if (draft.service !== undefined) kept.push([])
    else if (draft.unseen === true) kept.push(allLabels(draft.before))
    else if (draft.before !== undefined) kept.push(keptFrom(session, draft.before))
    else if (isPatient(session)) kept.push([])
    else
      kept.push([...(gone.get(draft.ref) ?? []), ...(await labelsOfEarlierCopies(session, draft))])
  }
  return kept
}

/** Only she lowers what she marked (R3e), in her own session: neither who acts for her nor an app of hers does. */
function isPatient(session: Session): boolean {
  return session.principal.kind === 'patient' && session.principal.client === undefined
}

/** Labels of the version before that stay on the next. */
export function keptFrom(session: Session, before: ResourceRow | undefined): readonly Coding[] {
  return before === undefined || isPatient(session) ? [] : patientLabels(before)
}

type Labelled = Pick<ResourceRow, 'sen' | 'con'> & { readonly json?: string }

/** What the writer does not see it cannot mean to take away. */
function allLabels(before: Labelled | undefined): readonly Coding[] {
  const { meta } = JSON.parse(before?.json ?? '{}') as { meta?: { security?: Coding[] } }
  return meta?.security ?? []
}

/** Labels with which resources left under ids that are chosen again: deleting does not lower them. */
async function labelsOfDeleted(
  session: Session,
  drafts: readonly Omit<Draft, 'resource'>[],
): Promise<ReadonlyMap<string, readonly Coding[]>> {
  const found = new Map<string, readonly Coding[]>()
  if (isPatient(session)) return found
  const refs = drafts.flatMap((one) =>
    one.chosen === true && one.before === undefined ? [one.ref] : [],
  )
  for (let at = 0; at < refs.length; at += most) {
    const filter = { of: { $in: refs.slice(at, at + most) }, con: { $gte: rankOf('R') } }
    for (const row of await session.hearth.storage.versions(filter, { sort: { n: -1 } }))
      if (row.json !== undefined && !found.has(row.of)) found.set(row.of, patientLabels(row))
  }
  return found
}

/** `$in` of the closed list takes as many. */
const most = 10_000

/** Her PRS and V, and the restriction they stand with. */
function patientLabels(row: Labelled): readonly Coding[] {
  if (!row.sen.includes('PRS') && row.con < rankOf('V')) return []
  return allLabels(row).filter(
    (label) =>
      (label.system === actCode && label.code === 'PRS') ||
      (label.system === confidentiality && (label.code === 'V' || label.code === 'R')),
  )
}

async function labelsOfEarlierCopies(session: Session, draft: Draft): Promise<readonly Coding[]> {
  const resource = draft.resource as {
    identifier?: unknown
    subject?: { reference?: string }
    patient?: { reference?: string }
  }
  const tokens = identifierTokens(resource.identifier)
  const patient = resource.subject?.reference ?? resource.patient?.reference
  if (tokens.length === 0 || patient === undefined) return []
  // One look at her law first: nearly always nothing of hers is labelled.
  if (((await lawOf(session, [patient])).get(patient)?.above ?? 0) === 0) return []
  return earlierLabels(session, typeOf(draft.ref), tokens)
}

export async function earlierLabels(
  session: Session,
  type: string,
  tokens: readonly string[],
): Promise<readonly Coding[]> {
  const recorder = joined('_rec', recorderOf(session))
  const earlier = await session.hearth.storage.find({
    t: type,
    $and: [{ tok: { $in: tokens.map((token) => joined('identifier', token)) } }, { tok: recorder }],
  })
  const labels = earlier.flatMap(patientLabels)
  return [...new Map(labels.map((label) => [`${label.system}|${label.code}`, label])).values()]
}

export function identifierTokens(identifier: unknown): string[] {
  const list = Array.isArray(identifier) ? identifier : identifier === undefined ? [] : [identifier]
  return (list as { system?: string; value?: string }[]).flatMap((one) =>
    one.system === undefined || one.value === undefined ? [] : [joined(one.system, one.value)],
  )
}

/**
 * Rows of a Bundle that are new copies of something she labelled (R3g). Mostly her law says at once that nothing is;
 * else the copy's text takes the labels over, and its columns with them.
 */
export async function relabelled(
  session: Session,
  rows: readonly ResourceRow[],
  drafts: readonly Omit<Draft, 'resource'>[],
): Promise<ResourceRow[]> {
  if (isPatient(session)) return [...rows]
  const gone = await labelsOfDeleted(session, drafts)
  const created = new Set(rows.map((row) => row._id))
  const known = new Set(rows.flatMap((row) => row.cmp).filter((patient) => !created.has(patient)))
  const law = await lawOf(session, [...known])
  const result: ResourceRow[] = []
  for (const [place, row] of rows.entries()) {
    const { before, unseen } = drafts[place] ?? {}
    const labelled = before === undefined && row.cmp.some((one) => (law.get(one)?.above ?? 0) > 0)
    const copied = labelled ? await labelsOfCopies(session, row) : []
    const kept = unseen === true ? allLabels(before) : [...(gone.get(row._id) ?? []), ...copied]
    result.push(kept.length === 0 ? row : keeping(session, row, kept))
  }
  return result
}

async function labelsOfCopies(session: Session, row: ResourceRow): Promise<readonly Coding[]> {
  const { identifier } = JSON.parse(row.json) as { identifier?: unknown }
  const tokens = identifierTokens(identifier)
  return tokens.length === 0 ? [] : earlierLabels(session, row.t, tokens)
}

function keeping(session: Session, row: ResourceRow, kept: readonly Coding[]): ResourceRow {
  const { base, timeZone } = session.hearth
  const made = rowOf(parseJson(row.json) as JsonResource, {
    ref: row._id,
    n: row.n,
    vid: row.vid,
    lu: row.lu,
    millis: millisOf(row.lu),
    recorders: row.rec,
    audience: row.aud,
    registry: row.reg === true,
    kept,
    base,
    timeZone,
  })
  return { ...made, con: Math.max(made.con, row.con), sen: [...new Set([...made.sen, ...row.sen])] }
}
