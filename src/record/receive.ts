/** A body as it came: parsed, of the right type, validated; or every fault it has, by name and place. */
import { parseJson } from '#fhir/json.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { validate } from '#fhir/validation/validate.ts'
import type { JsonResource } from './row.ts'
import { shortenedFault } from './shortened.ts'

export function receive(body: string, type: string): JsonResource {
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw OutcomeError.structure('The body is not a resource.')
  const resource = parsed as JsonResource
  if (resource.resourceType !== type)
    throw OutcomeError.invalid(`The body must be a ${type}.`, 'Resource.resourceType')
  valid(resource, type)
  return resource
}

export function valid(resource: JsonResource, type: string): void {
  const issues = validate(resource, { type })
  const faults = issues.filter((issue) => issue.severity === 'error' || issue.severity === 'fatal')
  if (faults.length > 0) throw new OutcomeError(faults)
  const shortened = shortenedFault(resource)
  if (shortened !== undefined) throw new OutcomeError(shortened)
}
