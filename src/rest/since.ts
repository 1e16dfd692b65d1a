/** `_since` of a history: an instant with its zone. https://hl7.org/fhir/R4/http.html#history */
import { OutcomeError } from '#fhir/outcome.ts'

const pattern = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/** @returns the same instant in UTC */
export function parseSince(text: string): string {
  // A literal `+` in a query arrives as a space.
  const [whole = '', day = ''] = pattern.exec(text.replace(' ', '+')) ?? []
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const moment = Date.parse(whole)
  // The engine rolls 30 February over into March: the day must come back as it was written.
  if (Number.isNaN(moment) || new Date(midnight).toISOString().slice(0, 10) !== day)
    throw OutcomeError.invalid(
      'The parameter _since is an instant with its zone, say 2026-01-31T08:00:00Z.',
    )
  return new Date(moment).toISOString()
}
