/** The request as the law sees it: the principal, the closure of its actors (R7), what is asked, and when. */
import { type Tick, tickOf } from '#fhir/tick.ts'
import type { Action } from './decision.ts'
import { rankOf } from './item.ts'
import type { Principal } from './principal.ts'

export interface Context {
  readonly kind: Principal['kind']
  readonly who: string
  /** closure A: user, acting role and organisation with its ancestors, memberships, client device */
  readonly actors: ReadonlySet<string>
  /** A without devices where there is a user: what a permit may match (R7d) */
  readonly grantees: ReadonlySet<string>
  /** the acting organisation */
  readonly organization?: string
  /** the app in use, or the backend itself */
  readonly device?: string
  readonly hasUser: boolean
  /** the user is a provider of the registry (R19, R19e) */
  readonly registeredProvider: boolean
  /** the patient who asks for herself (R16) */
  readonly owner?: string
  readonly purpose: string
  readonly action: Action
  /** ms since the epoch */
  readonly now: number
  readonly nowTick: Tick
  /** live emergency session (R20) */
  readonly emergency?: EmergencySession
  /** R1: the highest confidentiality this grant reaches */
  readonly ceiling: number
  /** R1: the types that scopes, role or declaration (R0) admit; absent: settled before */
  readonly types?: ReadonlySet<string>
  /** R1: only `patient/` scopes: items of this patient and of nobody */
  readonly compartment?: string
  /** R19e: administrative types that the staff member's role admits */
  readonly staffTypes: ReadonlySet<string>
  /** R19d: patients whom the asker may name when it collects */
  readonly nameable: ReadonlySet<string>
}

export interface EmergencySession {
  readonly patient: string
  /** ms since the epoch; `until` is the last moment */
  readonly from: number
  readonly until: number
}

export interface ContextInput {
  /** closure A as the registry gives it; the principal's own references are added */
  readonly actors: Iterable<string>
  readonly action: Action
  readonly now: number
  /** the acting organisation, where the registry knows one that the token does not name */
  readonly organization?: string
  readonly registeredProvider?: boolean
  readonly emergency?: EmergencySession
  readonly types?: Iterable<string>
  readonly compartment?: string
  readonly staffTypes?: Iterable<string>
  readonly nameable?: Iterable<string>
}

export function contextOf(principal: Principal, input: ContextInput): Context {
  const actors = new Set(input.actors)
  actors.add(principal.who)
  const named = 'organization' in principal ? principal.organization : undefined
  const organization = named ?? input.organization
  const device = principal.client?.device ?? (hasUser(principal) ? undefined : principal.who)
  if ('role' in principal && principal.role !== undefined) actors.add(principal.role)
  if (organization !== undefined) actors.add(organization)
  if (device !== undefined) actors.add(device)
  return {
    kind: principal.kind,
    who: principal.who,
    actors,
    grantees: hasUser(principal) ? withoutDevices(actors) : actors,
    ...(organization === undefined ? {} : { organization }),
    ...(device === undefined ? {} : { device }),
    hasUser: hasUser(principal),
    registeredProvider: input.registeredProvider ?? false,
    ...(principal.kind === 'patient' ? { owner: principal.patient } : {}),
    purpose: principal.purpose,
    action: input.action,
    now: input.now,
    nowTick: tickOf(input.now),
    ...(input.emergency === undefined ? {} : { emergency: input.emergency }),
    ceiling: rankOf(principal.ceiling),
    ...(input.types === undefined ? {} : { types: new Set(input.types) }),
    ...(input.compartment === undefined ? {} : { compartment: input.compartment }),
    staffTypes: new Set(input.staffTypes),
    nameable: new Set(input.nameable),
  }
}

/** The same request asked for another action: whoever may correct is asked first whether it may access (R9). */
export function askingFor(context: Context, action: Action): Context {
  return context.action === action ? context : { ...context, action }
}

function hasUser(principal: Principal): boolean {
  return (
    principal.kind === 'patient' ||
    principal.kind === 'representative' ||
    principal.kind === 'practitioner'
  )
}

function withoutDevices(actors: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...actors].filter((actor) => !actor.startsWith('Device/')))
}
