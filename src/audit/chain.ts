/**
 * The hash chain of the witness: a line changed, dropped or put in between no longer continues what stood before it.
 * Numbers, texts, lists and members in one canonical order (https://www.rfc-editor.org/rfc/rfc8785, as far as lines go).
 */
import { createHash } from 'node:crypto'

/** What the first line of a chain continues. */
export const genesis = '0'.repeat(64)

/** A line as the chain sees it: members by name, values of JSON. */
export type Chained = Readonly<Record<string, unknown>>

/** SHA-256 over the digest before and the line's canonical text, in hexadecimal. */
export function digest(previous: string, line: Chained): string {
  return createHash('sha256')
    .update(`${previous}\n${canonical(line)}`)
    .digest('hex')
}

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
      .join(',')}}`
  return JSON.stringify(value ?? null)
}
