/**
 * Lossless JSON: what comes in goes out token for token, `1.00` and `1e3` included.
 * https://hl7.org/fhir/R4/json.html, https://hl7.org/fhir/R4/datatypes.html#decimal
 */
import { lookAtJson } from './json-quick.ts'
import { scanJson } from './json-scan.ts'

/**
 * Throws OutcomeError (400) for everything `scanJson` refuses. A number whose text `JSON.parse` would change is a
 * `RawJSON` in the result; all others are plain numbers.
 */
export function parseJson(text: string): unknown {
  const look = lookAtJson(text)
  const changes = look === 'unsure' ? scanJson(text) : look === 'numbers change'
  try {
    return changes ? JSON.parse(text, keepNumber) : JSON.parse(text)
  } catch (fault) {
    // JSON.parse tells what stands at the fault; the scan tells what is wrong and where
    scanJson(text)
    throw fault
  }
}

/** RawJSON values are written as they stand. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value)
}

/** A number that is kept as its text. */
export function isRawNumber(value: unknown): value is RawJSON {
  return JSON.isRawJSON(value)
}

/** The text of a number, raw or plain, as it is written in JSON. */
export function numberText(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (JSON.isRawJSON(value)) return value.rawJSON
  throw new TypeError('numberText is asked about something that is no number')
}

function keepNumber(_name: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value
  return String(value) === context.source ? value : JSON.rawJSON(context.source)
}
