/** One request at the door, from its first layer to its answer: what every answer needs to know. */
import type { IncomingMessage } from 'node:http'
import type { Meter } from './meter.ts'
import { type Format, negotiate } from './negotiate.ts'
import type { Query } from './query.ts'

export interface Visit {
  /** X-Request-Id: in log, witness and OperationOutcome */
  readonly id: string
  /** answered to scripts of any origin: metadata and well-known */
  readonly open: boolean
  readonly meter: Meter
  /** FHIR's word for what was asked, once it is known */
  interaction: string
  format: Format
  pretty: boolean
}

const visits = new WeakMap<IncomingMessage, Visit>()

export function begin(req: IncomingMessage, visit: Visit): void {
  visits.set(req, visit)
}

export function visitOf(req: IncomingMessage): Visit {
  const visit = visits.get(req)
  if (visit === undefined) throw new Error('identify() stands first in the chain')
  return visit
}

/** Fixes the form of the answer; refuses (406) what cannot be given. */
export function settleFormat(req: IncomingMessage, query: Query): void {
  const visit = visitOf(req)
  visit.format = negotiate(req.headers.accept, query.format)
  visit.pretty = query.pretty ?? visit.format.browser
}
