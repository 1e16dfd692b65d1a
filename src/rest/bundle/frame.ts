/** What every Bundle of ours begins with. https://hl7.org/fhir/R4/bundle.html */
import type { Link } from '../links.ts'

export interface Frame {
  /** the request's id: it names the Bundle too */
  readonly id: string
  /** absolute FHIR base */
  readonly base: string
  /** milliseconds since the Unix epoch */
  readonly now: number
}

/** Open at its end: the caller adds members and closes the brace. */
export function head(frame: Frame, type: string): string {
  const at = new Date(frame.now).toISOString()
  return `{"resourceType":"Bundle","id":"${frame.id}","meta":{"lastUpdated":"${at}"},"type":"${type}","timestamp":"${at}"`
}

export function linkText(links: readonly Link[]): string {
  return links.length === 0 ? '' : `,"link":${JSON.stringify(links)}`
}
