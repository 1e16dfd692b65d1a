/** What the front door is handed: its slice of the context, and nothing else. */
import type { Log } from '#log.ts'
import type { Principal } from '#policy/principal.ts'
import type { Record as Hearth } from '#record/record.ts'

export interface RestDoor {
  readonly record: Hearth
  /** The Authorization header as it came; OutcomeError `login` for every cause. */
  authenticate(header: string | undefined): Promise<Principal>
  /** absolute FHIR base without trailing slash, from the configuration, never from the Host header */
  readonly base: string
  readonly timeZone: string
  /** milliseconds since the Unix epoch */
  readonly clock: () => number
  /** a random id of FHIR's alphabet */
  readonly randomId: () => string
  readonly randomBytes: (length: number) => Uint8Array
  /** 32 bytes: seals page links */
  readonly pageKey: Uint8Array
  readonly software: { readonly name: string; readonly version: string }
  readonly health: Health
  readonly log: Log
  /** types of which less is served than the routes could; the statement says the same */
  readonly narrow: Readonly<Partial<Record<string, Narrowed>>>
  readonly limits: BodyLimits
}

export interface Health {
  ready(): Promise<boolean>
  /** documents per collection, estimated: counts alone */
  sizes(): Promise<Readonly<Record<string, number>>>
}

export interface Narrowed {
  readonly interactions: readonly string[]
  readonly searchParameters: readonly string[]
}

export interface BodyLimits {
  /** inflated */
  readonly bytes: number
  /** without a byte arriving */
  readonly idleSeconds: number
  /** for the whole body */
  readonly seconds: number
}

/** fhir.md 2.4. */
export const bodyLimits: BodyLimits = { bytes: 12 * 1024 * 1024, idleSeconds: 15, seconds: 120 }
