/**
 * One R4 Consent made ready to judge by: inheritance and periods are settled (R6), labels closed over their topics
 * (R3f), and what could not be understood only restricts (R5). Plain JSON: it is stored with the directives.
 * https://hl7.org/fhir/R4/consent.html
 */
import type { Tick } from '#fhir/tick.ts'
import type { Action } from '../decision.ts'

export interface ConsentRule {
  /** `Consent/id` */
  readonly consent: string
  readonly version?: string
  readonly patient: string
  /** R4: active, of a scope that is enforced, not the posture */
  readonly counts: boolean
  /** R4: `dateTime`; the rule counts from then on */
  readonly from?: Tick
  /** R5, R4d: its permits are void */
  readonly restrictsOnly: boolean
  /** R4d: it names nobody for R19e and R20 */
  readonly namesNobody: boolean
  /** what was not understood, as FHIRPath below Consent and a reason */
  readonly unclear: readonly string[]
  readonly root: Provision
}

/** A provision with the dimensions that hold for it, its own or inherited. An absent dimension limits nothing. */
export interface Provision {
  /** FHIRPath below Consent */
  readonly path: string
  /** absent: it says nothing itself (a bare root under an opt-in policy) */
  readonly type?: 'permit' | 'deny'
  /** conjoined with all ancestors, closed */
  readonly from?: Tick
  readonly to?: Tick
  /** every list must match, by any of its actors */
  readonly actors?: readonly (readonly Actor[])[]
  readonly purposes?: readonly string[]
  readonly actions?: readonly Action[]
  readonly labels?: Labels
  readonly classes?: Classes
  /** `system|code` */
  readonly codes?: readonly string[]
  readonly data?: readonly DataReference[]
  readonly dataPeriod?: { readonly from: Tick; readonly to: Tick }
  readonly provisions: readonly Provision[]
}

export interface Actor {
  /** R7: `either` is a role nobody knows; a permit never matches by it */
  readonly as: 'recipient' | 'source' | 'either'
  /** a local reference; `*` for one that could not be resolved: everyone */
  readonly reference: string
}

export interface Labels {
  /** confidentiality ranks listed; a permit reads the highest, a deny the lowest */
  readonly ranks: readonly number[]
  /** sensitivity codes covered; absent: none was listed */
  readonly sensitivities?: readonly string[]
}

export interface Classes {
  readonly types: readonly string[]
  readonly profiles: readonly string[]
  /** document types, `system|code` */
  readonly documents: readonly string[]
}

export interface DataReference {
  readonly meaning: 'instance' | 'related' | 'dependents' | 'authoredby'
  readonly reference: string
  /** for `related`: what the item referred to when this was compiled */
  readonly ids?: readonly string[]
}
