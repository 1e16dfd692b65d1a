/**
 * The one place that writes an answer: once, whole, with its length. Personal answers are kept by nobody on the way.
 * https://hl7.org/fhir/R4/http.html#general
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './call.ts'
import { indent } from './indent.ts'
import { type Visit, visitOf } from './visit.ts'

/** Beyond the simple response headers, what a script of another origin may read. */
const exposed =
  'ETag, Location, Content-Location, Last-Modified, Retry-After, WWW-Authenticate, X-Progress, X-Request-Id'

export function send(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  const visit = visitOf(req)
  visit.meter.count(visit.interaction, answer.status)
  // The client has gone, or an answer is on its way: there is nothing to add.
  if (res.destroyed || res.headersSent) return
  const headers = headersOf(visit, answer)
  const hasBody = answer.status !== 204 && answer.status !== 304
  if (!hasBody) {
    res.writeHead(answer.status, headers).end()
    return
  }
  const text =
    answer.text === undefined || !visit.pretty ? (answer.text ?? '') : indent(answer.text)
  if (text !== '') headers['Content-Type'] ??= visit.format.contentType
  headers['Content-Length'] = String(Buffer.byteLength(text))
  res.writeHead(answer.status, headers)
  if (req.method === 'HEAD') res.end()
  else res.end(text)
}

function headersOf(visit: Visit, answer: Answer): Record<string, string> {
  const headers: Record<string, string> = {
    'Cache-Control': 'private, no-store',
    Vary: 'Accept, Authorization, Prefer, Origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': visit.id,
  }
  if (visit.open) {
    headers['Access-Control-Allow-Origin'] = '*'
    headers['Access-Control-Expose-Headers'] = exposed
  }
  return answer.headers === undefined ? headers : Object.assign(headers, answer.headers)
}
