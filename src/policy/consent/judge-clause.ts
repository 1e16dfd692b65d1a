/** `judge` as clauses: what the Consents deny, permit and mean for this request (consent.md 8.3). */
import { and, type Clause, none, nor, or } from '../clause.ts'
import type { Context } from '../context.ts'
import { type Named, names } from './actor.ts'
import { grants, isMeantFor, permitsWithin } from './judge.ts'
import { actorClause, matchClause } from './match-clause.ts'
import { isEmergency } from './purpose.ts'
import { requestMatches } from './request-matches.ts'
import type { ConsentRule, Provision } from './rule.ts'

export interface JudgementClauses {
  readonly denies: Clause
  /** denies that name the app in use (R16c) */
  readonly deniesDevice: Clause
  /** denies that name the person or the app in use (R17) */
  readonly deniesPersonOrDevice: Clause
  /** denies that name the person, the organisation or the app, not R4d's (R19e) */
  readonly deniesAnyOfThem: Clause
  /** denies that stand against an emergency (R20) */
  readonly hard: Clause
  readonly permits: Clause
  readonly explicit: Clause
  readonly trusted: boolean
}

type Counts = (provision: Provision, rule: ConsentRule) => boolean

export function judgeClause(rules: readonly ConsentRule[], context: Context): JudgementClauses {
  const naming =
    (...kinds: readonly Named[]): Counts =>
    (provision) =>
      kinds.some((kind) => names(provision, kind, context))
  const anyOfThem = naming('person', 'organization', 'device')
  const person = naming('person')
  const counts: readonly Counts[] = [
    () => true,
    naming('device'),
    naming('person', 'device'),
    (provision, rule) => !rule.namesNobody && anyOfThem(provision, rule),
    (provision, rule) =>
      !rule.namesNobody &&
      (person(provision, rule) || (provision.purposes ?? []).some(isEmergency)),
  ]
  const folded = rules.map((rule) => fold(rule.root, rule, context, counts))
  const denies = or(...folded.map((one) => one.denies[0] ?? none))
  const counted = (at: number) => or(...folded.map((one) => one.denies[at] ?? none))
  const speaking = rules.filter((rule) => !rule.restrictsOnly)
  return {
    denies,
    deniesDevice: counted(1),
    deniesPersonOrDevice: counted(2),
    deniesAnyOfThem: counted(3),
    hard: counted(4),
    permits: or(...folded.map((one) => one.permits)),
    explicit: or(
      ...rules
        .flatMap((rule) => grants(rule.root))
        .filter((permit) => permit.data === undefined && requestMatches(permit, context))
        .map((permit) => actorClause(permit, context)),
    ),
    trusted: speaking.some((rule) =>
      permitsWithin(rule.root).some((permit) => isMeantFor(permit, context)),
    ),
  }
}

interface Folded {
  /** one clause for each way of counting; the first counts every deny */
  readonly denies: readonly Clause[]
  readonly permits: Clause
}

/** The induction over R6. */
function fold(
  provision: Provision,
  rule: ConsentRule,
  context: Context,
  counts: readonly Counts[],
): Folded {
  const own = matchClause(provision, context)
  const children = provision.provisions.map((child) => {
    const folded = fold(child, rule, context, counts)
    return provision.type === 'deny' && child.type === 'permit' ? within(own, folded) : folded
  })
  const permitted = or(...children.map((child) => child.permits))
  const denies = counts.map((count, at) => {
    const inner = or(...children.map((child) => child.denies[at] ?? none))
    return provision.type === 'deny' && count(provision, rule)
      ? or(inner, and(own, nor(permitted)))
      : inner
  })
  const permits =
    provision.type === 'permit' && !rule.restrictsOnly ? or(permitted, own) : permitted
  const innerDenies = or(...children.map((child) => child.denies[0] ?? none))
  return { denies, permits: and(permits, nor(innerDenies)) }
}

/** A permit inside a deny that did not match is skipped, with all that stands in it. */
function within(own: Clause, folded: Folded): Folded {
  return {
    denies: folded.denies.map((clause) => and(own, clause)),
    permits: and(own, folded.permits),
  }
}
