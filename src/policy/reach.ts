/**
 * Who may be concerned by what a patient ordered (consent.md 8.5): a superset that finds candidate patients for an
 * asker and never decides.
 */
import { everyone } from './consent/actor.ts'
import type { ConsentRule, Provision } from './consent/rule.ts'
import type { Authority, Settings } from './directives.ts'

export interface Reach {
  /** a reference, or `*` for anyone */
  readonly actor: string
  readonly effect: 'permit' | 'deny' | 'posture'
}

/**
 * The rows of one Consent.
 * @param settings what it says if it is the posture
 */
export function reachOf(rule: ConsentRule, settings?: Settings): readonly Reach[] {
  const opens = settings?.posture === 'open-care' || settings?.posture === 'care-team'
  if (opens) return [{ actor: everyone, effect: 'posture' }]
  return rule.counts ? distinct(provisionReach(rule.root, rule.restrictsOnly)) : []
}

/** The rows of her legal authorities (R17). */
export function reachOfAuthorities(authorities: readonly Authority[]): readonly Reach[] {
  return distinct(authorities.map(({ who }) => ({ actor: who, effect: 'permit' })))
}

function provisionReach(provision: Provision, isVoid: boolean): readonly Reach[] {
  const inner = provision.provisions.flatMap((child) => provisionReach(child, isVoid))
  const { type } = provision
  if (type === undefined || (type === 'permit' && isVoid)) return inner
  return [...actorsOf(provision).map((actor) => ({ actor, effect: type })), ...inner]
}

/** Every list must match, so the actors of any one list are a superset; sources are found in the item: anyone. */
function actorsOf(provision: Provision): readonly string[] {
  const lists = (provision.actors ?? []).filter((list) =>
    list.every((actor) => actor.as === 'recipient'),
  )
  const [shortest] = lists.sort((a, b) => a.length - b.length)
  return shortest === undefined ? [everyone] : shortest.map((actor) => actor.reference)
}

function distinct(rows: readonly Reach[]): readonly Reach[] {
  return [...new Map(rows.map((row) => [`${row.effect} ${row.actor}`, row])).values()]
}
