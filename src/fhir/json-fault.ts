/** Says what is wrong with a JSON text and where, never what stands there. */
import { OutcomeError } from './outcome.ts'

export function jsonFault(text: string, at: number, what: string): OutcomeError {
  const before = text.lastIndexOf('\n', Math.max(at - 1, -1))
  const start = at === 0 ? 0 : before + 1
  let line = 1
  for (
    let next = text.indexOf('\n');
    next >= 0 && next < start;
    next = text.indexOf('\n', next + 1)
  )
    line++
  return OutcomeError.structure(
    `The body is not acceptable JSON: ${what} (line ${line}, column ${at - start + 1}).`,
  )
}
