/** All that one patient has ordered, as it stands in force: her Consents, posture, settings and legal authorities. */
import type { Tick } from '#fhir/tick.ts'
import type { ConsentRule } from './consent/rule.ts'

export const postures = [
  'trusted-only',
  'care-team',
  'open-care',
  'emergency-only',
  'closed',
] as const
export type Posture = (typeof postures)[number]

/** R17: a guardian or attorney, with its period. */
export interface Authority {
  readonly who: string
  readonly from?: Tick
  readonly to?: Tick
}

/** What the posture Consent says besides the posture. */
export interface Settings {
  readonly posture: Posture
  /** R20: the label an emergency session reaches */
  readonly emergency: 'N' | 'R' | 'off'
  /** R16b: whole days a result may be held from her; 0 for never */
  readonly longestHold: number
  /** R19d: strangers who may name her may add to her record */
  readonly dropBox: boolean
  /** R19d: whoever knows her identifiers may name her */
  readonly discoverable: boolean
  /** R25: requesters may be told to ask her */
  readonly tellThem: boolean
  /** R13b: elements of Patient that she adds to her stub */
  readonly stubElements: readonly string[]
}

export interface Directives extends Settings {
  readonly patient: string
  readonly consents: readonly ConsentRule[]
  readonly authorities: readonly Authority[]
  /** the Consent that her settings come from */
  readonly postureConsent?: string
  /** live care teams for her that count (R7) */
  readonly careTeams: readonly string[]
  /** her items labelled above N: with a deny, the reason to look for references to mask (L48) */
  readonly above: number
}

export const defaultSettings: Settings = {
  posture: 'trusted-only',
  emergency: 'R',
  longestHold: 0,
  dropBox: true,
  discoverable: false,
  tellThem: false,
  stubElements: [],
}

/** The directives of a patient who has said nothing. */
export function noDirectives(patient: string): Directives {
  return { ...defaultSettings, patient, consents: [], authorities: [], careTeams: [], above: 0 }
}

export function parseDirectives(json: string): Directives {
  return JSON.parse(json) as Directives
}

export function formatDirectives(directives: Directives): string {
  return JSON.stringify(directives)
}

/** L48: whether anything of hers could be hidden from someone who sees the rest. */
export function mayHide(directives: Directives): boolean {
  return directives.above > 0 || directives.consents.some((rule) => rule.counts && hasDeny(rule))
}

function hasDeny(rule: ConsentRule): boolean {
  const inside = (provision: ConsentRule['root']): boolean =>
    provision.type === 'deny' || provision.provisions.some(inside)
  return inside(rule.root)
}
