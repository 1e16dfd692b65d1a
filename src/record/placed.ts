/** Faults that a transaction meets, told at their place in the Bundle. */
import { type Issue, OutcomeError } from '#fhir/outcome.ts'

/** The same fault, at this place. */
export function placedAt(fault: unknown, expression: string): unknown {
  return placed(fault, (issue) => ({ ...issue, expression: [expression] }))
}

/** The fault of a resource, as one of the entry that carries it. */
export function placedBelow(fault: unknown, index: number): unknown {
  return placed(fault, (issue) => issueBelow(issue, index))
}

/** `Patient.name` of entry 3 is `Bundle.entry[3].resource.name` to the sender. */
export function issueBelow(issue: Issue, index: number): Issue {
  const place = `Bundle.entry[${index}].resource`
  return {
    ...issue,
    expression: (issue.expression ?? ['']).map((path) => {
      const dot = path.search(/[.[]/)
      return dot < 0 ? place : place + path.slice(dot)
    }),
  }
}

function placed(fault: unknown, move: (issue: Issue) => Issue): unknown {
  return fault instanceof OutcomeError
    ? new OutcomeError(fault.issues.map(move), fault.status)
    : fault
}
