/** The version ids that If-Match or If-None-Match names. https://hl7.org/fhir/R4/http.html#concurrency */
import { parseEtags } from '#fhir/etag.ts'
import { OutcomeError } from '#fhir/outcome.ts'

export function tagsOf(header: string, name: 'If-Match' | 'If-None-Match'): readonly string[] {
  const tags = parseEtags(header)
  if (tags === undefined)
    throw OutcomeError.invalid(`The header ${name} is not a list of entity tags.`)
  return tags
}
