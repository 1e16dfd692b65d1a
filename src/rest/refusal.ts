/**
 * An error as FHIR tells it: status, OperationOutcome with the request's id, and the headers that belong to the status.
 * https://hl7.org/fhir/R4/http.html#Status-Codes
 */
import { error, OutcomeError, toOperationOutcome } from '#fhir/outcome.ts'
import type { Answer } from './call.ts'

export function refusal(fault: OutcomeError, requestId: string, hasToken: boolean): Answer {
  return {
    status: fault.status,
    text: JSON.stringify(toOperationOutcome(fault.issues, requestId)),
    headers: headersOf(fault, hasToken),
  }
}

/** What nobody foresaw says nothing about itself but where to look it up. */
export function unforeseen(): OutcomeError {
  return new OutcomeError(
    error('exception', 'The server failed at this request; the id of this outcome names it.'),
  )
}

function headersOf(fault: OutcomeError, hasToken: boolean): Record<string, string> {
  switch (fault.status) {
    case 401:
      return {
        'WWW-Authenticate': `Bearer realm="fhir"${hasToken ? ', error="invalid_token"' : ''}`,
      }
    case 403:
      return { 'WWW-Authenticate': insufficientScope(fault) }
    case 408:
    case 413:
      // What is left of the body is not wanted: the next request comes on another connection.
      return { Connection: 'close' }
    case 429:
    case 503:
      return { 'Retry-After': '1' }
    default:
      return {}
  }
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function insufficientScope(fault: OutcomeError): string {
  const needed = fault.issues.flatMap(
    (issue) => issue.diagnostics.match(/\b(?:patient|user|system)\/[A-Za-z*]+\.[a-z*]+/g) ?? [],
  )
  const scope = needed.length === 0 ? '' : `, scope="${[...new Set(needed)].join(' ')}"`
  return `Bearer realm="fhir", error="insufficient_scope"${scope}`
}
