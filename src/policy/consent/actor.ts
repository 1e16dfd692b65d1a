/** Who a provision speaks of (R7): recipients are looked for in the request, sources in the item. */
import type { Context } from '../context.ts'
import type { Actor, Provision } from './rule.ts'

/** R7e: the kinds by which a matched deny names somebody of the request. */
export type Named = 'person' | 'organization' | 'device'

export const everyone = '*'

const people = new Set(['Practitioner', 'PractitionerRole', 'RelatedPerson', 'Patient', 'Person'])

const rolesOf: Readonly<Record<string, 'recipient' | 'source'>> = {
  IRCP: 'recipient',
  PRCP: 'recipient',
  GRANTEE: 'recipient',
  DELEGATEE: 'recipient',
  AFFL: 'recipient',
  ASSIGNED: 'recipient',
  CAREGIVER: 'recipient',
  PROV: 'recipient',
  NOK: 'recipient',
  CST: 'source',
  AUT: 'source',
  INF: 'source',
  ENT: 'source',
}

/** The part that a role's codes give; none at all is a recipient, what nobody knows may be either. */
export function partOf(codes: readonly string[]): Actor['as'] {
  const parts = new Set(codes.map((code) => rolesOf[code] ?? 'either'))
  const [only] = parts
  return parts.size > 1 ? 'either' : (only ?? 'recipient')
}

/** R7d: a device satisfies a permit only where there is no user. Everyone stands in void permits alone (R5). */
export function isRecipient(actor: Actor, type: 'permit' | 'deny', context: Context): boolean {
  if (actor.as === 'source' || (actor.as === 'either' && type === 'permit')) return false
  if (actor.reference === everyone) return true
  return (type === 'permit' ? context.grantees : context.actors).has(actor.reference)
}

/** Whether the actor may match by being a source of the item. */
export function isSource(actor: Actor, type: 'permit' | 'deny'): boolean {
  return actor.as === 'source' || (actor.as === 'either' && type === 'deny')
}

/** Own and inherited actors alike; care teams, groups and sources name nobody. */
export function names(provision: Provision, kind: Named, context: Context): boolean {
  return (provision.actors ?? []).some((list) =>
    list.some((actor) => {
      if (actor.as === 'source') return false
      if (actor.reference === everyone) return kind !== 'device' || context.device !== undefined
      return kindOf(actor.reference) === kind && context.actors.has(actor.reference)
    }),
  )
}

function kindOf(reference: string): Named | undefined {
  const type = reference.slice(0, reference.indexOf('/'))
  if (people.has(type)) return 'person'
  if (type === 'Organization') return 'organization'
  return type === 'Device' ? 'device' : undefined
}
