/**
 * Who asks, for whom, through which app, for which purpose: what a verified token says, and nothing read from data.
 */
import type { LocalReference } from '#fhir/reference.ts'
import type { Scope } from './scope/scope.ts'

/** v3-Confidentiality in rising order: U < L < M < N < R < V. */
export type Confidentiality = 'U' | 'L' | 'M' | 'N' | 'R' | 'V'

export interface PrincipalClient {
  readonly id: string
  /** the client as an actor of a Consent */
  readonly device: LocalReference<'Device'>
  readonly name: string
  /** update-as-create under this id prefix only; absent: never */
  readonly idPrefix?: string
}

interface Asker {
  readonly client?: PrincipalClient
  readonly scopes: readonly Scope[]
  /** exactly one v3-ActReason code (R2) */
  readonly purpose: string
  /** the label ceiling of the app's grant (R1) */
  readonly ceiling: Confidentiality
  readonly grant: string
  /** the person's own session with a second factor not older than ten minutes */
  readonly steppedUp: boolean
}

export type Principal =
  | (Asker & {
      readonly kind: 'patient'
      readonly who: LocalReference<'Patient'>
      readonly patient: LocalReference<'Patient'>
    })
  | (Asker & {
      readonly kind: 'representative'
      readonly who: LocalReference<'RelatedPerson'>
      readonly patient: LocalReference<'Patient'>
    })
  | (Asker & {
      readonly kind: 'practitioner'
      readonly who: LocalReference<'Practitioner'>
      readonly role?: LocalReference<'PractitionerRole'>
      readonly organization?: LocalReference<'Organization'>
    })
  | (Asker & {
      readonly kind: 'client'
      readonly who: LocalReference<'Device'>
      readonly organization: LocalReference<'Organization'>
    })
  /** keeps the registry (R7) from the command line; sees no record */
  | (Asker & { readonly kind: 'administrator'; readonly who: LocalReference<'Device'> })
  /** a service's own act (R0): only the types it declares */
  | (Asker & {
      readonly kind: 'system'
      readonly who: LocalReference<'Device'>
      readonly service: string
    })
