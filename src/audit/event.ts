/** An act and its answer become a line: who, for whom, through which app, for which purpose, with what outcome. */
import type { Principal } from '#policy/principal.ts'
import type { Line } from './line.ts'

export interface Act {
  readonly act: string
  readonly outcome: 'permit' | 'deny'
  readonly rule: string
  readonly patients: readonly string[]
  readonly type?: string
  readonly query?: string
  readonly items: readonly string[]
}

export interface Occasion {
  /** random id of the AuditEvent to be */
  readonly id: string
  /** milliseconds since the Unix epoch */
  readonly at: number
  readonly request?: string
  readonly principal: Principal
  /** as they were found for this request, where the token does not name them */
  readonly role?: string
  readonly organization?: string
}

export function lineOf(act: Act, occasion: Occasion): Line {
  const { principal, request } = occasion
  const role = occasion.role ?? roleOf(principal)
  const organization = occasion.organization ?? organizationOf(principal)
  return {
    id: occasion.id,
    at: new Date(occasion.at).toISOString(),
    act: act.act,
    outcome: act.outcome,
    rule: act.rule,
    who: principal.who,
    ...(role === undefined ? {} : { role }),
    ...(organization === undefined ? {} : { organization }),
    ...(principal.client === undefined ? {} : { client: principal.client.device }),
    purpose: principal.purpose,
    grant: principal.grant,
    ...(request === undefined ? {} : { request }),
    patients: [...new Set(act.patients)],
    ...(act.type === undefined ? {} : { type: act.type }),
    ...(act.query === undefined ? {} : { query: act.query }),
    items: [...new Set(act.items)],
  }
}

function roleOf(principal: Principal): string | undefined {
  return principal.kind === 'practitioner' ? principal.role : undefined
}

function organizationOf(principal: Principal): string | undefined {
  return principal.kind === 'practitioner' || principal.kind === 'client'
    ? principal.organization
    : undefined
}
