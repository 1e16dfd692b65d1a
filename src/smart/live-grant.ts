/** What an authorisation stands on, as this room needs it; the composition root supplies it from the store. */

/** One authorisation; ended or expired, it gives nothing. Times are milliseconds since the Unix epoch. */
export interface LiveGrant {
  readonly _id: string
  readonly kind: 'patient' | 'representative' | 'practitioner' | 'client' | 'administrator'
  /** `Patient/…`, `RelatedPerson/…`, `Practitioner/…` or `Device/…` */
  readonly who: string
  readonly patient?: string
  readonly role?: string
  readonly organization?: string
  /** id of the app; absent in a person's own session */
  readonly client?: string
  readonly scopes: readonly string[]
  readonly purpose: string
  readonly ceiling: 'N' | 'R' | 'V'
  readonly steppedUpAt?: number
  readonly createdAt: number
  readonly expiresAt: number
  readonly ended: boolean
}

export interface LiveClient {
  readonly _id: string
  readonly name: string
  readonly organization: string
  readonly device: string
  readonly scopes: readonly string[]
  readonly purpose: string
  readonly idPrefix?: string
  readonly disabled: boolean
}
