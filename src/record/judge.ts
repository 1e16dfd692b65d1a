/** Steps 2 and 5: the law for an item, by the pure function of `policy`, with the directives of its patients. */
import { decide } from '#policy/consent/decide.ts'
import { type Context, contextOf } from '#policy/context.ts'
import type { Action, Decision } from '#policy/decision.ts'
import type { Directives } from '#policy/directives.ts'
import type { Item } from '#policy/item.ts'
import { staffTypesOf } from '#policy/role.ts'
import type { Admission } from './admission.ts'
import type { Session } from './hearth.ts'

export function contextFor(
  session: Session,
  action: Action,
  admission: Admission = {},
  nameable: Iterable<string> = [],
): Context {
  const { principal, closure } = session
  return contextOf(principal, {
    actors: closure.actors,
    action,
    now: session.now,
    registeredProvider: closure.provider,
    staffTypes: staffTypesOf(closure.staffRoles),
    nameable,
    ...(admission.compartment === undefined ? {} : { compartment: admission.compartment }),
  })
}

/** The directives of these patients; what is answered rests on their epochs from here on. */
export async function lawOf(
  session: Session,
  patients: readonly string[],
): Promise<ReadonlyMap<string, Directives>> {
  const law = new Map<string, Directives>()
  if (patients.length === 0) return law
  for (const [patient, inForce] of await session.hearth.directives.of(patients)) {
    law.set(patient, inForce.directives)
    session.rests.set(patient, inForce.epoch)
  }
  return law
}

export async function judge(
  session: Session,
  item: Item,
  action: Action,
  admission?: Admission,
): Promise<Decision> {
  const law = await lawOf(session, item.cmp)
  return decide(contextFor(session, action, admission), item, law)
}
