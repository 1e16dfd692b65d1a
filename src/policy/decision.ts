/**
 * What the law answers. Never thrown: a refusal is a value with its reason.
 */

/** The Consent version and the path of the provision that decided. */
export interface Basis {
  readonly consent: string
  readonly version?: string
  /** FHIRPath below Consent, say `provision.provision[0]` */
  readonly path: string
}

export type Obligation = 'stub' | 'mask-others' | 'own-part'

/** `rule` names the rule of consent.md section 5 that answered, say `R18a`. */
export type Decision =
  | {
      readonly decision: 'permit'
      readonly rule: string
      readonly basis: readonly Basis[]
      readonly obligations: readonly Obligation[]
    }
  | { readonly decision: 'deny'; readonly rule: string; readonly basis: readonly Basis[] }

/** consent.md R9: what is asked, in v3 consentaction codes. */
export type Action = 'access' | 'collect' | 'correct' | 'disclose' | 'use'
