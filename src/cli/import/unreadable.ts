/** A file that cannot be read, as a refusal that names the system's code. */
import { OutcomeError } from '#fhir/outcome.ts'

export function unreadable(fault: unknown): OutcomeError {
  const code = String((fault as { code?: unknown } | null)?.code ?? 'unknown')
  return OutcomeError.invalid(`The file cannot be read (${code}).`)
}
