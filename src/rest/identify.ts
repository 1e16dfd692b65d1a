/** First in the chain: every request has an id, and the counters know of it. */
import type { RequestHandler } from 'express'
import type { RestDoor } from './door.ts'
import type { Meter } from './meter.ts'
import { fhirJson } from './negotiate.ts'
import { begin } from './visit.ts'

/** FHIR's id pattern, because the id also names the OperationOutcome and the Bundle. */
const safe = /^[A-Za-z0-9\-.]{1,64}$/

export function identify(door: RestDoor, meter: Meter): RequestHandler {
  return (req, _res, next) => {
    const sent = req.headers['x-request-id']
    begin(req, {
      id: typeof sent === 'string' && safe.test(sent) ? sent : door.randomId(),
      open: isOpen(req.url),
      meter,
      interaction: 'other',
      format: fhirJson,
      pretty: false,
    })
    next()
  }
}

/** Public documents that scripts of any origin read: smart.md 2.1. */
function isOpen(url: string): boolean {
  return /^(?:\/fhir\/metadata|(?:\/fhir)?\/\.well-known\/[^?]*)(?:\/?(?:\?.*)?)$/.test(url)
}
