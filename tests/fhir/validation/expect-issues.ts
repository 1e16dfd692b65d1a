/** Small words for tests of the validator: what was found, written shortly. */
import type { Issue } from '#fhir/outcome.ts'
import { validate } from '#fhir/validation/validate.ts'

export function errorsOf(resource: unknown): Issue[] {
  return validate(resource).filter((issue) => issue.severity === 'error')
}

/** `code expression` of each error. */
export function found(resource: unknown): string[] {
  return errorsOf(resource).map((issue) => `${issue.code} ${issue.expression?.[0] ?? ''}`)
}
