/**
 * The one place that turns a refusal into what the caller is told: hidden is answered as absent (consent.md 7),
 * 403 only where the answer does not depend on data.
 */
import { OutcomeError } from '#fhir/outcome.ts'
import type { Decision } from '#policy/decision.ts'
import type { Session } from './hearth.ts'

/** A scope or role that lacks this interaction and type, whatever the data. */
export function refusedByCeiling(needed: string): OutcomeError {
  return OutcomeError.forbidden(`This token may not do that: ${needed} is needed.`)
}

/** Throws the answer of an id that never existed unless the decision is a permit. */
export function visibleOrAbsent(
  decision: Decision,
): asserts decision is Decision & { decision: 'permit' } {
  if (decision.decision === 'deny') throw OutcomeError.notFound()
}

/** The item may be seen by this caller, but this version is not theirs to change (R16d, R9). */
export function notYoursToChange(): OutcomeError {
  return OutcomeError.forbidden(
    'This version was recorded by someone else and can be read, not changed: ask for an amendment with a Task.',
  )
}

/** One sentence for a patient who is absent, hidden, or may not be named by this writer. */
export function unknownPatient(expression: string): OutcomeError {
  return OutcomeError.businessRule('It refers to a patient who is not known here.', expression)
}

/** Query and function disagree: an incident. Nothing leaves, and the log says under which request. */
export function incident(session: Session): Error {
  session.hearth.alarm(session.request)
  return new Error('the query and the law disagree')
}
