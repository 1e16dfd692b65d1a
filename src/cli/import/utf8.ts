/** Bytes as text; a byte order mark is dropped, nothing is replaced in silence. */
import { OutcomeError } from '#fhir/outcome.ts'

export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw OutcomeError.invalid('The text is not UTF-8.')
  }
}
