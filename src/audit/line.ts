/**
 * One act as the witness keeps it: who did what, when, with what outcome. No names, no bodies.
 * Rendered as an AuditEvent only when somebody reads it (https://profiles.ihe.net/ITI/BALP/).
 */

export interface Line {
  /** random id of the AuditEvent */
  readonly id: string
  /** instant of the act, ISO with milliseconds, UTC */
  readonly at: string
  /** FHIR interaction code, or the name of an operation or command (`$preview`, `client-add`) */
  readonly act: string
  readonly outcome: 'permit' | 'deny'
  /** the rule that answered, say `R18b`; `R1` for scopes */
  readonly rule: string
  /** who: Patient/…, Practitioner/…, RelatedPerson/…, Device/… */
  readonly who: string
  readonly role?: string
  readonly organization?: string
  /** the app, as Device/… */
  readonly client?: string
  readonly purpose?: string
  readonly grant?: string
  readonly request?: string
  /** patients whose record it touched or tried to touch: they read this line */
  readonly patients: readonly string[]
  /** resource type asked about */
  readonly type?: string
  /** the search as asked, with values of string parameters left out */
  readonly query?: string
  /** what was shown or written, `Type/id` or `Type/id/_history/vid` */
  readonly items: readonly string[]
}

/** A line in its chain: `digest` = SHA-256 over the digest before and the line's canonical text. */
export interface ChainedLine {
  readonly chain: string
  readonly seq: number
  readonly line: Line
  readonly digest: string
}
