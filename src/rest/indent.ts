/**
 * Lays valid JSON text out for a reader without parsing it, so that every number keeps its digits.
 */
import { stringEnd } from './string-end.ts'

export function indent(text: string): string {
  let out = ''
  let depth = 0
  /** a bracket has just opened */
  let opened = false
  for (let at = 0; at < text.length; ) {
    const letter = text.charAt(at)
    if (/\s/.test(letter)) {
      at++
      continue
    }
    if (letter === '}' || letter === ']') {
      depth--
      out += opened ? letter : line(depth) + letter
      opened = false
      at++
      continue
    }
    if (opened) out += line(depth)
    opened = letter === '{' || letter === '['
    if (opened) depth++
    const end = letter === '"' ? stringEnd(text, at) : at + 1
    out += letter === '"' ? text.slice(at, end) : letter
    if (letter === ',') out += line(depth)
    if (letter === ':') out += ' '
    at = end
  }
  return out
}

function line(depth: number): string {
  return `\n${'  '.repeat(depth)}`
}
