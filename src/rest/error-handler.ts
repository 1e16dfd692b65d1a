/** Last in the chain: whatever was thrown becomes an OperationOutcome; the log gets codes, never values. */
import type { ErrorRequestHandler } from 'express'
import { OutcomeError } from '#fhir/outcome.ts'
import { faultFields } from '#log.ts'
import type { RestDoor } from './door.ts'
import { refusal, unforeseen } from './refusal.ts'
import { send } from './send.ts'
import { visitOf } from './visit.ts'

export function errorHandler(door: RestDoor): ErrorRequestHandler {
  return (cause: unknown, req, res, _next) => {
    const visit = visitOf(req)
    const fault = faultOf(cause)
    if (fault.status >= 500 && fault.status !== 503)
      door.log.error(
        { request: visit.id, interaction: visit.interaction, ...faultFields(cause) },
        'a request failed',
      )
    send(req, res, refusal(fault, visit.id, req.headers.authorization !== undefined))
  }
}

function faultOf(cause: unknown): OutcomeError {
  if (cause instanceof OutcomeError) return cause
  // Express marks what the client got wrong, say a path that cannot be decoded.
  const status = cause instanceof Error && 'status' in cause ? cause.status : undefined
  if (cause instanceof URIError || (typeof status === 'number' && status >= 400 && status < 500))
    return OutcomeError.invalid('The request line cannot be read.')
  return unforeseen()
}
