/** The headers that name a version. https://hl7.org/fhir/R4/http.html#versioning */

import { formatEtag } from '#fhir/etag.ts'
import type { Version } from '#record/record.ts'
import type { RestDoor } from './door.ts'

export interface VersionHeaders extends Record<string, string> {
  readonly ETag: string
  readonly 'Last-Modified': string
}

export function versionHeaders(version: Version): VersionHeaders {
  return {
    ETag: formatEtag(version.vid),
    'Last-Modified': new Date(version.lastUpdated).toUTCString(),
  }
}

export function locationOf(version: Version, door: RestDoor): string {
  return `${door.base}/${version.type}/${version.id}/_history/${version.vid}`
}
