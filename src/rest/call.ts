/** One interaction under way, and the answer it gives: values, so that one place reads and one place writes HTTP. */
import type { IncomingMessage } from 'node:http'
import type { Principal } from '#policy/principal.ts'
import type { Access } from '#record/record.ts'
import type { RestDoor } from './door.ts'
import type { Query } from './query.ts'

export interface Call {
  readonly req: IncomingMessage
  readonly requestId: string
  readonly principal: Principal
  readonly query: Query
  /** the path below the base, decoded: `Patient/1/_history` */
  readonly path: string
  /** what the route's pattern named; empty where it named none */
  readonly type: string
  readonly id: string
  readonly vid: string
  readonly compartment: string
}

export interface Answer {
  readonly status: number
  /** FHIR JSON; absent: no body */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type Answerer = (call: Call, door: RestDoor) => Promise<Answer>

/** Opens the record for this caller: now, the law and the actors are fixed from here on. */
export function open(call: Call, door: RestDoor): Promise<Access> {
  return door.record.open(call.principal, { id: call.requestId })
}
