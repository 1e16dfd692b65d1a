/**
 * The answer to a write: what the client prefers to get back, and where the version stands.
 * https://hl7.org/fhir/R4/http.html#ops
 */
import { toOperationOutcome } from '#fhir/outcome.ts'
import type { Written } from '#record/record.ts'
import type { Answer, Call } from './call.ts'
import type { RestDoor } from './door.ts'
import { parsePrefer } from './prefer.ts'
import { locationOf, versionHeaders } from './version-headers.ts'

const sentences = {
  200: 'The resource stands as sent.',
  201: 'The resource was created.',
  204: 'The resource was deleted.',
} as const

export function writtenAnswer(call: Call, door: RestDoor, written: Written): Answer {
  const { version } = written
  const wanted = parsePrefer(call.req.headers.prefer).return
  const headers: Record<string, string> = {
    ...(version === undefined || written.status === 204 ? {} : versionHeaders(version)),
    ...(version === undefined || written.status === 204
      ? {}
      : { Location: locationOf(version, door) }),
    ...(wanted === undefined ? {} : { 'Preference-Applied': `return=${wanted}` }),
  }
  if (wanted === 'OperationOutcome')
    return {
      status: written.status === 204 ? 200 : written.status,
      text: outcomeText(call, written),
      headers,
    }
  // A record that may be written but not read comes back without text.
  if (
    wanted === 'minimal' ||
    version === undefined ||
    version.json === '' ||
    written.status === 204
  )
    return { status: written.status, headers }
  return { status: written.status, text: version.json, headers }
}

function outcomeText(call: Call, written: Written): string {
  return JSON.stringify(
    toOperationOutcome(
      [{ severity: 'information', code: 'informational', diagnostics: sentences[written.status] }],
      call.requestId,
    ),
  )
}
