/** The path below the base as segments, percent-decoded exactly once, so that no spelling names a second thing. */
import { OutcomeError } from '#fhir/outcome.ts'

/** @param path as it stands in the request line, from the slash after the base, without query */
export function segmentsOf(path: string): readonly string[] {
  const below = path.startsWith('/') ? path.slice(1) : path
  if (below === '') return []
  // One slash at the end is a habit of clients (`POST [base]/`).
  const segments = (below.endsWith('/') ? below.slice(0, -1) : below).split('/')
  const decoded = path.includes('%') ? segments.map(decode) : segments
  for (const segment of decoded)
    if (segment === '' || segment === '.' || segment === '..' || /[/\\]/.test(segment))
      throw OutcomeError.notFound()
  return decoded
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw OutcomeError.invalid('The path is not validly percent-encoded UTF-8.')
  }
}
