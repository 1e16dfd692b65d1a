/**
 * The string value of one member of a JSON object, found without parsing the rest: enough to tell a batch from a
 * transaction before a bundle of megabytes is handed to the thread that parses it.
 */
import { stringEnd } from './string-end.ts'

/** @returns undefined if there is none, it is not a plain string, or the text is not an object */
export function memberOf(text: string, name: string): string | undefined {
  const wanted = `"${name}"`
  let depth = 0
  let isValue = false
  let found = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    if (letter === '{' || letter === '[') depth++
    else if (letter === '}' || letter === ']') depth--
    else if (letter === '"') {
      const end = stringEnd(text, at)
      if (depth === 1 && isValue && found) return text.slice(at + 1, end - 1)
      if (depth === 1 && !isValue) found = text.slice(at, end) === wanted
      at = end - 1
    } else if (depth === 1 && letter === ':') isValue = true
    else if (depth === 1 && letter === ',') isValue = false
  }
  return undefined
}
