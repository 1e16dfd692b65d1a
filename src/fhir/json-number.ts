/** JSON's numbers as text: where one ends, and whether a double keeps it. https://www.rfc-editor.org/rfc/rfc8259#section-6 */

/** Decimals of so many digits survive a double and come back as written. */
const safeDigits = 15

/** The place behind the number that begins at `at`; -1 if it is malformed. */
export function endOfNumber(text: string, at: number): number {
  let end = text.charCodeAt(at) === 0x2d ? at + 1 : at
  const whole = endOfDigits(text, end)
  if (whole === end || (text.charCodeAt(end) === 0x30 && whole > end + 1)) return -1
  end = whole
  if (text.charCodeAt(end) === 0x2e) {
    const fraction = endOfDigits(text, end + 1)
    if (fraction === end + 1) return -1
    end = fraction
  }
  const letter = text.charCodeAt(end)
  if (letter !== 0x65 && letter !== 0x45) return end
  const sign = text.charCodeAt(end + 1)
  const first = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1
  const exponent = endOfDigits(text, first)
  return exponent === first ? -1 : exponent
}

/** True if `JSON.parse` and `JSON.stringify` would not give the same text back. */
export function changesWhenParsed(text: string, start: number, end: number): boolean {
  if (survives(text, start, end)) return false
  const written = text.slice(start, end)
  return String(Number(written)) !== written
}

/** The common case, told without converting: few digits, no sign, no exponent, no zero at the end of a fraction. */
function survives(text: string, start: number, end: number): boolean {
  if (end - start > safeDigits) return false
  const whole = endOfDigits(text, start)
  if (whole === end) return true
  // below 0.000001 a double is written with an exponent
  if (text.charCodeAt(start) === 0x30 && end - start > 8) return false
  return (
    text.charCodeAt(whole) === 0x2e &&
    endOfDigits(text, whole + 1) === end &&
    text.charCodeAt(end - 1) !== 0x30 &&
    whole > start
  )
}

function endOfDigits(text: string, at: number): number {
  let end = at
  for (;;) {
    const code = text.charCodeAt(end)
    if (!(code >= 0x30 && code <= 0x39)) return end
    end++
  }
}
