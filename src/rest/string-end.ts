/**
 * Where a JSON string ends: for the scanners that walk over text without parsing it.
 * @param from index of the opening quote
 * @returns index just past the closing quote, or the text's length if it never closes
 */
export function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let back = at - 1
    while (text.charCodeAt(back) === 92) back--
    // An even number of backslashes before the quote: none of them escapes it.
    if ((at - back) % 2 === 1) return at + 1
  }
  return text.length
}
