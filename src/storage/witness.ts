/** Types of the append-only witness; the same shape as `audit/line` (rooms that do not know each other). */

export interface Line {
  readonly id: string
  readonly at: string
  readonly patients: readonly string[]
  readonly [field: string]: unknown
}

export interface WitnessQuery {
  readonly patient?: string
  /** lines in which this actor is the agent */
  readonly who?: string
  /** without what was refused */
  readonly permitted?: boolean
  /** closed range of instants, ISO */
  readonly from?: string
  readonly to?: string
  /** keyset: lines before this position of the last answer */
  readonly after?: { readonly at: string; readonly id: string }
  readonly limit: number
}
