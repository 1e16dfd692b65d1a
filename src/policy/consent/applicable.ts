/** The Consents that count at a moment (R4). */
import type { Tick } from '#fhir/tick.ts'
import type { Directives } from '../directives.ts'
import type { ConsentRule } from './rule.ts'

export function applicable(directives: Directives, now: Tick): readonly ConsentRule[] {
  return directives.consents.filter(
    (rule) => rule.counts && (rule.from === undefined || rule.from <= now),
  )
}
