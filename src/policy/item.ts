/**
 * One version of one resource as the law sees it: the consent columns of `consent.md` 8.2.
 * They are stored beside the text and are all that a decision may look at.
 */
import type { Tick } from '#fhir/tick.ts'

export interface Item {
  /** `Type/id` */
  readonly ref: string
  readonly t: string
  /** patients it belongs to, by CompartmentDefinition parameters and the declared extension (R21, R22) */
  readonly cmp: readonly string[]
  readonly cpn: number
  /** confidentiality 0–5 = U L M N R V after R3 */
  readonly con: number
  /** sensitivity codes (unknown ones as `?`) */
  readonly sen: readonly string[]
  /** primary codes `system|code` (code, type, category, medication) */
  readonly cod: readonly string[]
  /** every coding in it, `system|code` */
  readonly any: readonly string[]
  /** profiles it claims */
  readonly prf: readonly string[]
  /** authors and custodians */
  readonly src: readonly string[]
  /** authors */
  readonly aut: readonly string[]
  /** recorders: organisations, or the patient; one, except for Patient */
  readonly rec: readonly string[]
  /** audience (R19f) */
  readonly aud: readonly string[]
  /** encounters and episodes it names as such */
  readonly enc: readonly string[]
  /** local references going out */
  readonly out: readonly string[]
  /** clinical time, closed */
  readonly lo: Tick
  readonly hi: Tick
  /** closed to the patient's side until then (R16b) */
  readonly hold?: Tick
  /** a registry row (R7): written by an administrator */
  readonly reg?: boolean
}

export const confidentialities = ['U', 'L', 'M', 'N', 'R', 'V'] as const

export function rankOf(confidentiality: (typeof confidentialities)[number]): number {
  return confidentialities.indexOf(confidentiality)
}
