/** What the asker is to a patient or to an item, apart from what her Consents say (R16, R17, R19e, R19f, R20). */
import type { Context } from '../context.ts'
import type { Directives } from '../directives.ts'
import { normal, restricted } from '../label/label.ts'
import { isCare, isPatientRequest } from './purpose.ts'

/** What is asked works on what its viewer may access (R9). */
export function looks(context: Context): boolean {
  return context.action === 'access' || context.action === 'use'
}

export function isOwner(context: Context, patient: string): boolean {
  return context.owner === patient
}

/** R17: a live guardian or attorney of hers. */
export function isAuthority(context: Context, directives: Directives): boolean {
  return directives.authorities.some(
    ({ who, from, to }) =>
      context.grantees.has(who) &&
      (from === undefined || from <= context.nowTick) &&
      (to === undefined || to >= context.nowTick),
  )
}

/** R16b: holds bind whoever asks from her side, if she lets results be held at all. */
export function holdsBind(context: Context, directives: Directives): boolean {
  return (
    directives.longestHold > 0 &&
    (isOwner(context, directives.patient) ||
      isAuthority(context, directives) ||
      isPatientRequest(context.purpose))
  )
}

const day = 86_400_000
const longestSession = 5 * day

/** R20: the label that a live emergency session reaches; nothing without one. */
export function emergencyCeiling(context: Context, directives: Directives): number | undefined {
  const session = context.emergency
  if (session === undefined || session.patient !== directives.patient) return undefined
  if (context.purpose !== 'BTG' || context.action !== 'access') return undefined
  const until = Math.min(session.until, session.from + longestSession)
  if (context.now < session.from || context.now > until) return undefined
  if (directives.posture === 'closed' || directives.emergency === 'off') return undefined
  return directives.emergency === 'N' ? normal : restricted
}

/** R19e: whether an organisation that acts here keeps what it recorded itself, if the type is its to keep. */
export function keepsOwn(context: Context): boolean {
  return (looks(context) || context.action === 'correct') && isCare(context.purpose)
}

/** A provider, or the backend without a user. */
export function keepsEveryType(context: Context): boolean {
  return context.registeredProvider || isBackend(context)
}

/** Those, or staff whose role admits the type. */
export function actsForRecorder(context: Context, type: string): boolean {
  return keepsEveryType(context) || context.staffTypes.has(type)
}

export function isBackend(context: Context): boolean {
  return context.kind === 'client'
}

/** R19f: what a member of the audience may do with an item of this type. */
export function audienceMay(context: Context, type: string): boolean {
  if (type === 'Patient') return false
  if (context.action === 'correct') return type === 'Task'
  return looks(context) || context.action === 'collect'
}

/** R13b: who, standing in `aud` or `rec` of a Patient, may know her: the acting organisation, and the asker's teams. */
export function personBehindActors(context: Context): readonly string[] {
  const teams = [...context.grantees].filter((actor) => actor.startsWith('CareTeam/'))
  return context.organization === undefined ? teams : [context.organization, ...teams]
}

export function isSuspended(directives: Directives): boolean {
  return directives.posture === 'emergency-only' || directives.posture === 'closed'
}

/** R19: whether her posture opens what is asked to this asker, up to N. */
export function postureOpens(context: Context, directives: Directives): boolean {
  if (!looks(context) || !isCare(context.purpose)) return false
  switch (directives.posture) {
    case 'open-care':
      return context.registeredProvider
    case 'care-team':
      return directives.careTeams.some((team) => context.grantees.has(team))
    case 'trusted-only':
    case 'emergency-only':
    case 'closed':
      return false
  }
}

/** R19d: whether the asker may drop something of this type into her record. */
export function mayDrop(context: Context, directives: Directives, type: string): boolean {
  if (context.action !== 'collect') return false
  if (type === 'Patient') return isBackend(context)
  return (
    (context.registeredProvider || isBackend(context)) &&
    directives.dropBox &&
    (directives.discoverable || context.nameable.has(directives.patient))
  )
}
