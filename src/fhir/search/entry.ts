/**
 * What is extracted from a resource at write time and searched later: the search arrays of `storage.md` 3.
 * Parts of an entry are joined by U+001F, which no valid FHIR string contains.
 */
import type { Tick } from '../tick.ts'

export const separator = '\u001f'

export function joined(...parts: readonly string[]): string {
  return parts.join(separator)
}

/** A closed range of one parameter: dates as ticks. */
export interface DateEntry {
  readonly p: string
  readonly lo: Tick
  readonly hi: Tick
}

/** A range of one parameter (`p` may carry a unit): numbers. */
export interface NumberEntry {
  readonly p: string
  readonly lo: number
  readonly hi: number
}

export interface SearchEntries {
  /** `param¦code`, `param¦system¦code` (empty system `param¦¦code`), `param¦uri`, `param:text¦folded` … */
  readonly tok: readonly string[]
  /** `param¦Type/id`, `param¦absolute URL`, `param:identifier¦system¦value` */
  readonly ref: readonly string[]
  /** `param¦folded` and `param¦original` */
  readonly str: readonly string[]
  readonly stx: readonly string[]
  readonly dat: readonly DateEntry[]
  readonly num: readonly NumberEntry[]
  /** lower end of the type's clinical date */
  readonly sd?: Tick
  /** sort keys: smallest value under `param`, largest under `-param` */
  readonly s: Readonly<Record<string, string | number>>
}
