/**
 * In which format the answer is wanted. JSON is served; who asks for another format alone is told so.
 * https://hl7.org/fhir/R4/http.html#mime-type
 */
import { OutcomeError } from '#fhir/outcome.ts'
import { isOurVersion, type MediaType, parseMediaType } from './media-type.ts'

export interface Format {
  readonly contentType: string
  /** a person with a browser: indented unless told otherwise */
  readonly browser: boolean
}

export const fhirJson: Format = {
  contentType: 'application/fhir+json; charset=utf-8',
  browser: false,
}
const json: Format = { contentType: 'application/json; charset=utf-8', browser: false }
const formats = new Map<string, Format>([
  ['application/fhir+json', fhirJson],
  ['application/json', json],
  ['text/json', { contentType: 'text/json; charset=utf-8', browser: false }],
  ['*/*', fhirJson],
  ['application/*', fhirJson],
])
const forBrowser: Format = { ...json, browser: true }

/** @param format the value of `_format`, which beats Accept */
export function negotiate(accept: string | undefined, format: string | undefined): Format {
  if (format !== undefined) return ofParameter(format)
  if (accept === undefined || accept === '') return fhirJson
  return formats.get(accept) ?? ofList(accept)
}

function ofParameter(format: string): Format {
  // A literal `+` in a query arrives as a space.
  const type = parseMediaType(format.replace(' ', '+'))
  if (!isOurVersion(type)) throw refused()
  if (type.essence === 'json') return fhirJson
  const found = type.essence.includes('*') ? undefined : formats.get(type.essence)
  if (found === undefined) throw refused()
  return found
}

function ofList(accept: string): Format {
  const listed = accept.split(',').map(parseMediaType)
  const types = listed.filter((type) => qualityOf(type) > 0)
  // A browser's own list ranks XML above `*/*`, and means neither.
  if (types.some((type) => type.essence === 'text/html')) return forBrowser
  let best: { format: Format; quality: number } | undefined
  for (const type of types) {
    const format = formats.get(type.essence)
    const quality = qualityOf(type)
    if (format !== undefined && isOurVersion(type) && quality > (best?.quality ?? 0))
      best = { format, quality }
  }
  if (best === undefined) throw refused()
  return best.format
}

function qualityOf(type: MediaType): number {
  const quality = Number(type.parameters.get('q') ?? '1')
  return Number.isFinite(quality) ? quality : 0
}

function refused(): OutcomeError {
  return OutcomeError.notSupported(
    'Answers are given as application/fhir+json of FHIR 4.0; the format asked for is not served.',
    406,
  )
}
