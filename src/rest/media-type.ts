/**
 * Media types compared by essence, parameters apart: `Application/FHIR+JSON; charset="UTF-8"`.
 * https://www.rfc-editor.org/rfc/rfc9110#name-media-type
 */

export interface MediaType {
  /** lower case, without parameters */
  readonly essence: string
  readonly parameters: ReadonlyMap<string, string>
}

export function parseMediaType(text: string): MediaType {
  const [essence = '', ...rest] = text.split(';')
  const parameters = new Map<string, string>()
  for (const part of rest) {
    const equals = part.indexOf('=')
    if (equals < 0) continue
    const name = part.slice(0, equals).trim().toLowerCase()
    parameters.set(name, unquoted(part.slice(equals + 1).trim()))
  }
  return { essence: essence.trim().toLowerCase(), parameters }
}

function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1) : text
}

/** Other versions of FHIR are other formats. https://hl7.org/fhir/R4/http.html#version-parameter */
export function isOurVersion(type: MediaType): boolean {
  const version = type.parameters.get('fhirversion')
  return version === undefined || version === '4.0' || version === '4.0.1'
}
