/**
 * The decision (consent.md section 5): R0, R1, then nobody's items (R22), then every patient of the item (R21), each by
 * her own directives. A pure function of context, item and directives; what it cannot see does not exist.
 */
import type { Context } from '../context.ts'
import type { Decision } from '../decision.ts'
import { type Directives, noDirectives } from '../directives.ts'
import type { Item } from '../item.ts'
import { decideNobody } from './decide-nobody.ts'
import { decidePatient } from './decide-patient.ts'
import { isOwner, looks } from './standing.ts'

export interface Sight {
  /** a row that the asker may see refers to the item (R22) */
  readonly referred?: boolean
}

/** @param directives of every patient who has any; one who has none has said nothing */
export function decide(
  context: Context,
  item: Item,
  directives: ReadonlyMap<string, Directives>,
  sight: Sight = {},
): Decision {
  if (context.kind === 'system')
    return context.types?.has(item.t)
      ? { decision: 'permit', rule: 'R0', basis: [], obligations: [] }
      : { decision: 'deny', rule: 'R0', basis: [] }
  if (!isWithinGrant(context, item)) return { decision: 'deny', rule: 'R1', basis: [] }
  if (isNobodys(item)) return decideNobody(context, item, sight.referred ?? false)
  if (context.kind === 'administrator') return { decision: 'deny', rule: 'R1', basis: [] }
  const of = (patient: string) =>
    decidePatient(context, item, directives.get(patient) ?? noDirectives(patient))
  const self = item.cmp.find((patient) => isOwner(context, patient))
  if (self !== undefined && looks(context)) return maskingOthers(of(self), item)
  return all(item.cmp.map(of))
}

/** R1: what the app's grant reaches. */
function isWithinGrant(context: Context, item: Item): boolean {
  if (item.con > context.ceiling) return false
  if (context.types !== undefined && !context.types.has(item.t)) return false
  const { compartment } = context
  return compartment === undefined || item.cmp.length === 0 || item.cmp.includes(compartment)
}

/** R21: a Group belongs to its recorder; its members are filtered entry by entry. */
function isNobodys(item: Item): boolean {
  return item.cmp.length === 0 || item.t === 'Group'
}

/** R21b: decided for her alone, the others' identity is masked. */
function maskingOthers(decision: Decision, item: Item): Decision {
  return decision.decision === 'permit' && item.cmp.length > 1
    ? { ...decision, obligations: [...decision.obligations, 'mask-others'] }
    : decision
}

/** R21: each must permit. */
function all(decisions: readonly Decision[]): Decision {
  const refusal = decisions.find((decision) => decision.decision === 'deny')
  if (refusal !== undefined) return refusal
  const permits = decisions.filter((decision) => decision.decision === 'permit')
  return {
    decision: 'permit',
    rule: permits[0]?.rule ?? 'R21',
    basis: permits.flatMap((permit) => permit.basis),
    obligations: [...new Set(permits.flatMap((permit) => permit.obligations))],
  }
}
