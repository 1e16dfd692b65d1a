/**
 * What a write changes in the law: a Consent is compiled into its patient's directives, a care team into her teams,
 * raised labels into her count; the epoch moves in the same transaction, so the next request obeys (consent.md 8.6).
 */
import { isResourceType } from '#fhir/definitions/resource-types.ts'
import { compile, isVerified } from '#policy/consent/compile.ts'
import { isPosture, settingsOf } from '#policy/consent/posture.ts'
import {
  type Directives,
  defaultSettings,
  formatDirectives,
  noDirectives,
  parseDirectives,
} from '#policy/directives.ts'
import { rankOf } from '#policy/item.ts'
import { reachOf } from '#policy/reach.ts'
import type { ResourceRow, Transaction } from '#storage/storage.ts'
import type { Hearth } from './hearth.ts'
import type { RowChange } from './write.ts'

/** The epoch that moves with every row by which a caller finds patients. */
export const reachEpoch = 'reach'

/** Call inside the transaction that stores the rows, after them. */
export async function applyToLaw(
  hearth: Hearth,
  transaction: Transaction,
  changes: readonly RowChange[],
): Promise<void> {
  const patients = new Map<string, RowChange[]>()
  for (const change of changes) {
    if (!touchesLaw(change)) continue
    // What leaves one patient for another ends in the first one's law.
    for (const patient of new Set([...(change.after?.cmp ?? []), ...(change.before?.cmp ?? [])])) {
      const held = patients.get(patient)
      const hers = partOf(change, patient)
      if (held === undefined) patients.set(patient, [hers])
      else held.push(hers)
    }
  }
  if (changes.some(isConsent)) await transaction.bump(reachEpoch)
  for (const [patient, ofPatient] of patients)
    await rewrite(hearth, transaction, patient, ofPatient)
}

/** The change as it is one of this patient's record: what is not hers before or after is not there. */
function partOf({ before, after }: RowChange, patient: string): RowChange {
  return {
    ...(before?.cmp.includes(patient) === true ? { before } : {}),
    ...(after?.cmp.includes(patient) === true ? { after } : {}),
  }
}

function isConsent(change: RowChange): boolean {
  return (change.after ?? change.before)?.t === 'Consent'
}

function touchesLaw(change: RowChange): boolean {
  const type = (change.after ?? change.before)?.t
  if (type === 'Consent') return true
  if (type === 'CareTeam') return countsAsTeam(change.after) || countsAsTeam(change.before)
  return (
    isAbove(change.after) !== isAbove(change.before) ||
    (isAbove(change.after) && !sameCompartments(change))
  )
}

function sameCompartments({ before, after }: RowChange): boolean {
  return [...(before?.cmp ?? [])].sort().join() === [...(after?.cmp ?? [])].sort().join()
}

async function rewrite(
  hearth: Hearth,
  transaction: Transaction,
  patient: string,
  changes: readonly RowChange[],
): Promise<void> {
  const row = await transaction.directives(patient)
  let directives = row === undefined ? noDirectives(patient) : parseDirectives(row.json)
  for (const change of changes) {
    const type = (change.after ?? change.before)?.t
    if (type === 'Consent') directives = await withConsent(hearth, transaction, directives, change)
    else if (type === 'CareTeam') directives = withTeam(directives, change)
    const difference = Number(isAbove(change.after)) - Number(isAbove(change.before))
    directives = { ...directives, above: Math.max(0, directives.above + difference) }
  }
  await transaction.saveDirectives({
    _id: patient,
    epoch: (row?.epoch ?? 0) + 1,
    json: formatDirectives(directives),
  })
}

async function withConsent(
  hearth: Hearth,
  transaction: Transaction,
  directives: Directives,
  change: RowChange,
): Promise<Directives> {
  const ref = (change.after ?? change.before)?._id ?? ''
  const others = directives.consents.filter((rule) => rule.consent !== ref)
  if (change.after === undefined) {
    await transaction.saveReach(ref, [])
    return { ...directives, consents: others }
  }
  const consent = JSON.parse(change.after.json) as object
  const items = namedItems(consent)
  const named =
    items.length === 0 ? [] : await transaction.find({ _id: { $in: items } }, { fields: ['out'] })
  const out = new Map(named.map((row) => [row._id, row.out]))
  const byPatientSide = change.after.rec.every((recorder) => recorder.startsWith('Patient/'))
  const rule = compile(consent, {
    byPatientSide,
    verified: isVerified(consent),
    version: change.after.vid,
    timeZone: hearth.timeZone,
    resolves: (reference) => isResourceType(reference.slice(0, reference.indexOf('/'))),
    related: (reference) => out.get(reference) ?? [],
  })
  // A posture is hers to set: one that a clinic filed says nothing.
  const posture = isPosture(consent) && byPatientSide
  const settings = posture ? settingsAfter(directives, consent, ref) : {}
  const after = { ...directives, ...settings, consents: [...others, rule] }
  await transaction.saveReach(
    ref,
    reachOf(rule, posture ? settingsOf(consent) : undefined).map((one, place) => ({
      _id: `${ref}/${place}`,
      patient: directives.patient,
      actor: one.actor,
      effect: one.effect,
      consent: ref,
    })),
  )
  return after
}

/** The posture last written is in force; ending it brings the default back. */
function settingsAfter(directives: Directives, consent: object, ref: string): Partial<Directives> {
  const settings = settingsOf(consent)
  if (settings !== undefined) return { ...settings, postureConsent: ref }
  const inForce = directives.postureConsent
  return inForce === ref || inForce === undefined ? defaultSettings : {}
}

function namedItems(consent: object): string[] {
  const found = new Set<string>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look)
    else if (typeof value === 'object' && value !== null) {
      const { reference } = value as { reference?: unknown }
      if (typeof reference === 'string' && /^[A-Z]\w+\/[A-Za-z0-9\-.]{1,64}$/.test(reference))
        found.add(reference)
      Object.values(value).forEach(look)
    }
  }
  look((consent as { provision?: unknown }).provision)
  return [...found].slice(0, 1000)
}

function withTeam(directives: Directives, change: RowChange): Directives {
  const ref = (change.after ?? change.before)?._id ?? ''
  const others = directives.careTeams.filter((team) => team !== ref)
  const counts = countsAsTeam(change.after)
  return { ...directives, careTeams: counts ? [...others, ref] : others }
}

/** R7: written by an administrator or by the patient; its members are read live. */
export function countsAsTeam(row: ResourceRow | undefined): boolean {
  if (row === undefined || row.t !== 'CareTeam') return false
  return row.reg === true || row.rec.every((recorder) => recorder.startsWith('Patient/'))
}

function isAbove(row: ResourceRow | undefined): boolean {
  return row !== undefined && row.con > rankOf('N')
}
