/**
 * Reads a request's body as text: bounded when inflated, bounded in time, UTF-8 or nothing.
 * https://hl7.org/fhir/R4/http.html#mime-type
 */
import type { IncomingMessage } from 'node:http'
import { OutcomeError } from '#fhir/outcome.ts'
import type { BodyLimits } from './door.ts'
import { inflate } from './inflate.ts'
import { isOurVersion, parseMediaType } from './media-type.ts'
import { receive } from './receive.ts'

const json: readonly string[] = ['application/fhir+json', 'application/json', 'text/json']
const form: readonly string[] = ['application/x-www-form-urlencoded']

/** A resource; without a media type it is JSON if it begins like an object. */
export async function readResource(req: IncomingMessage, limits: BodyLimits): Promise<string> {
  const stated = mediaTypeOf(req, json)
  const text = await readText(req, limits)
  if (text.trim() === '') throw OutcomeError.structure('The body is empty; a resource is needed.')
  if (!stated && !/^\s*\{/.test(text)) throw unsupported('Content-Type')
  return text
}

/** The parameters of a form; no body at all is a form without parameters. */
export async function readForm(req: IncomingMessage, limits: BodyLimits): Promise<string> {
  const stated = mediaTypeOf(req, form)
  const text = await readText(req, limits)
  if (!stated && text !== '') throw unsupported('Content-Type')
  return text
}

/** @returns false if none is stated */
function mediaTypeOf(req: IncomingMessage, accepted: readonly string[]): boolean {
  const header = req.headers['content-type']
  if (header === undefined || header.trim() === '') return false
  const type = parseMediaType(header)
  const charset = type.parameters.get('charset') ?? 'utf-8'
  if (!accepted.includes(type.essence) || !isOurVersion(type)) throw unsupported('Content-Type')
  if (!/^utf-?8$/i.test(charset)) throw unsupported('charset')
  return true
}

async function readText(req: IncomingMessage, limits: BodyLimits): Promise<string> {
  const encoding = (req.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (!['identity', '', 'gzip', 'x-gzip', 'deflate', 'br'].includes(encoding))
    throw unsupported('Content-Encoding')
  const bytes = await inflate(await receive(req, limits), encoding, limits.bytes)
  try {
    // The decoder drops a byte order mark; `fatal` refuses what it would otherwise replace by U+FFFD.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw OutcomeError.invalid('The body is not valid UTF-8.')
  }
}

function unsupported(header: string): OutcomeError {
  return OutcomeError.notSupported(
    `The ${header} of the body is not served: resources are sent as application/fhir+json of FHIR 4.0 in UTF-8, searches as application/x-www-form-urlencoded, plain or in gzip, deflate or br.`,
    415,
  )
}
