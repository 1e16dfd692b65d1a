/** A refusal as lines for a terminal: where, and what. */
import type { OutcomeError } from '#fhir/outcome.ts'

const most = 10

export function refusalLines(refusal: OutcomeError): string[] {
  const lines = refusal.issues
    .slice(0, most)
    .map(({ diagnostics, expression }) =>
      expression?.[0] === undefined ? diagnostics : `${expression[0]}: ${diagnostics}`,
    )
  const more = refusal.issues.length - most
  return more > 0 ? [...lines, `and ${more} more`] : lines
}
