/** The characters that join values, and the backslash that takes their meaning away. https://hl7.org/fhir/R4/search.html#escaping */

/** Cuts at every mark that no backslash escapes; the parts stay escaped. */
export function splitAt(text: string, mark: ',' | '|' | '$'): string[] {
  if (!text.includes('\\')) return text.split(mark)
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === mark) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}

export function unescapeValue(text: string): string {
  return text.includes('\\') ? text.replace(/\\([,$|\\])/g, '$1') : text
}
