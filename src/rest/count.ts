/** `_count` of a history: a page of at most 1,000, cut rather than refused. https://hl7.org/fhir/R4/http.html#history */
import { OutcomeError } from '#fhir/outcome.ts'

const usual = 20
const most = 1_000

export function parseCount(text: string | undefined): number {
  if (text === undefined) return usual
  if (!/^\d{1,9}$/.test(text))
    throw OutcomeError.invalid('The parameter _count is a whole number from 0.')
  return Math.min(Number(text), most)
}
