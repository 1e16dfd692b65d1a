/**
 * A version as the answer to a read, or 304 if the client has it: only after the record has said that it may be seen.
 * https://hl7.org/fhir/R4/http.html#cread
 */
import type { Version } from '#record/record.ts'
import type { Answer, Call } from './call.ts'
import { tagsOf } from './tags.ts'
import { versionHeaders } from './version-headers.ts'

export function shownVersion(call: Call, version: Version): Answer {
  const headers = versionHeaders(version)
  if (isKnown(call, version)) return { status: 304, headers }
  return { status: 200, text: version.json, headers }
}

/** If-None-Match wins over If-Modified-Since, which a server ignores when it cannot read it (RFC 9110 13.1.3). */
function isKnown(call: Call, version: Version): boolean {
  const match = call.req.headers['if-none-match']
  if (match !== undefined)
    return tagsOf(match, 'If-None-Match').some((vid) => vid === '*' || vid === version.vid)
  const since = call.req.headers['if-modified-since']
  if (since === undefined) return false
  const seconds = Math.floor(Date.parse(version.lastUpdated) / 1000)
  return seconds <= Math.floor(Date.parse(since) / 1000)
}
