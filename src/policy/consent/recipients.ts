/** Whom the permits of a Consent name: they may read their part of it (R19f, L47). */
import { everyone } from './actor.ts'
import { grants } from './judge.ts'
import type { ConsentRule } from './rule.ts'

/** Nobody where it is not in force, or only restricts. */
export function recipientsOf(rule: ConsentRule): readonly string[] {
  if (!rule.counts || rule.restrictsOnly) return []
  const named = grants(rule.root)
    .flatMap((permit) => permit.actors ?? [])
    .flat()
    .filter((actor) => actor.as === 'recipient' && actor.reference !== everyone)
    .map((actor) => actor.reference)
  return [...new Set(named)]
}
