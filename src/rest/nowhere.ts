/** Whatever no layer answered: said in FHIR's words, with the request's id. */
import type { RequestHandler } from 'express'
import { OutcomeError } from '#fhir/outcome.ts'

export function nowhere(): RequestHandler {
  return () => {
    throw OutcomeError.notSupported('Nothing is served under this path.', 404)
  }
}
