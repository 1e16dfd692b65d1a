/** Says what `Prefer: handling=lenient` left out, so that nothing is dropped silently. */
import { toOperationOutcome } from '#fhir/outcome.ts'
import { shown } from './query.ts'

/** @returns the text of an OperationOutcome, or nothing if all was applied */
export function droppedOutcome(names: readonly string[] | undefined): string | undefined {
  if (names === undefined || names.length === 0) return undefined
  return JSON.stringify(
    toOperationOutcome(
      [...new Set(names)].map((name) => ({
        severity: 'warning',
        code: 'not-supported',
        diagnostics: `The parameter ${shown(name)} was left out of the search.`,
      })),
    ),
  )
}
