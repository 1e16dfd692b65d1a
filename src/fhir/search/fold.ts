/**
 * Text as it is compared: case, accents and punctuation do not count.
 * https://hl7.org/fhir/R4/search.html#string, https://www.unicode.org/reports/tr15/
 */

const plain = /^[a-z0-9]+(?: [a-z0-9]+)*$/
const plainButCase = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/

// Displays, units and places come again and again.
const recent = new Map<string, string>()

export function fold(text: string): string {
  if (text.length > 80) return reckon(text)
  const known = recent.get(text)
  if (known !== undefined) return known
  const folded = reckon(text)
  if (recent.size >= 5000) recent.clear()
  recent.set(text, folded)
  return folded
}

function reckon(text: string): string {
  if (plain.test(text)) return text
  if (plainButCase.test(text)) return text.toLowerCase()
  return (
    text
      .normalize('NFKD')
      // upper case first: it is what makes ß and ss, σ and ς the same
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[\p{M}\p{P}\p{C}]/gu, (letter) => (/\s/.test(letter) ? ' ' : ''))
      .replaceAll('ς', 'σ')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

/** Longer texts are indexed by their beginning; longer search values are refused. */
export const longestText = 1000

export function foldedStart(text: string): string {
  // folding can lengthen a text, never beyond what the second cut takes back
  const folded = fold(text.length > longestText ? text.slice(0, longestText) : text)
  return folded.length > longestText ? folded.slice(0, longestText) : folded
}
