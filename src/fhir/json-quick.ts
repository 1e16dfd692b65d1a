/**
 * The quick look at a JSON text that has nothing unusual in it, which is nearly every body: strings are skipped, not
 * read. Whatever is unusual or wrong is left to `scanJson`, which knows places and reasons.
 */
import { changesWhenParsed } from './json-number.ts'

export type Look = 'plain' | 'numbers change' | 'unsure'

const maxDepth = 100
const maxNames = 24
/** Where the names of the open objects begin and end, and a key to tell most of them apart; -1 marks an array. */
const starts = new Int32Array(maxDepth * maxNames)
const ends = new Int32Array(maxDepth * maxNames)
const keys = new Int32Array(maxDepth * maxNames)
const firstName = new Int32Array(maxDepth + 1)

/**
 * `unsure` unless: well-formed, no `\u`, at most 24 members in an object and 100 levels, no name twice or reserved.
 * It does not prove that the text is JSON: `JSON.parse` does.
 */
export function lookAtJson(text: string): Look {
  if (!text.isWellFormed() || text.includes('\\u')) return 'unsure'
  let look: Look = 'plain'
  let at = 0
  let depth = 0
  let top = 0
  let nameNext = false
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      const end = nameNext
        ? endOfNewName(text, at + 1, firstName[depth] ?? 0, top++)
        : endOfString(text, at + 1)
      if (end < 0) return 'unsure'
      nameNext = false
      at = end + 1
    } else if (code === 0x2c) {
      nameNext = depth > 0 && (firstName[depth] ?? 0) >= 0
      at++
    } else if (code === 0x3a || code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      at++
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxDepth) return 'unsure'
      nameNext = code === 0x7b
      firstName[depth] = nameNext ? top : -1
      at++
    } else if (code === 0x7d || code === 0x5d) {
      if (depth === 0) return 'unsure'
      const first = firstName[depth--] ?? 0
      if (first >= 0) top = first
      at++
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const end = endOfPrimitive(text, at)
      if (look === 'plain' && changesWhenParsed(text, at, end)) look = 'numbers change'
      at = end
    } else if (code === 0x74 || code === 0x66 || code === 0x6e) {
      at = endOfPrimitive(text, at)
    } else return Number.isNaN(code) ? look : 'unsure'
  }
}

/** The closing quote: one with an even number of backslashes before it; -1 if there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end
    while (before > start && text.charCodeAt(before - 1) === 0x5c) before--
    if ((end - before) % 2 === 0) return end
  }
  return -1
}

/** The closing quote of a name that is in no way unusual and gets place `top`; else -1. */
function endOfNewName(text: string, start: number, first: number, top: number): number {
  if (top - first >= maxNames) return -1
  let key = 0
  let end = start
  for (;;) {
    const code = text.charCodeAt(end)
    if (code === 0x22) break
    if (code === 0x5c || Number.isNaN(code)) return -1
    key = ((key << 5) - key + code) | 0
    end++
  }
  if (isReserved(text, start, end)) return -1
  for (let at = first; at < top; at++)
    if (keys[at] === key && text.slice(starts[at], ends[at]) === text.slice(start, end)) return -1
  keys[top] = key
  starts[top] = start
  ends[top] = end
  return end
}

function isReserved(text: string, start: number, end: number): boolean {
  const length = end - start
  if (length === 9)
    return text.startsWith('__proto__', start) || text.startsWith('prototype', start)
  return length === 11 && text.startsWith('constructor', start)
}

function endOfPrimitive(text: string, start: number): number {
  let end = start + 1
  for (;;) {
    const code = text.charCodeAt(end)
    // a comma, closing bracket or brace, white space, or the end
    if (code === 0x2c || code === 0x7d || code === 0x5d || code <= 0x20 || Number.isNaN(code))
      return end
    end++
  }
}
