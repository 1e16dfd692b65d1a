/**
 * One linear pass over a JSON text that finds what `JSON.parse` would refuse, swallow or change, and says where.
 * https://www.rfc-editor.org/rfc/rfc8259, https://hl7.org/fhir/R4/json.html
 */
import { jsonFault } from './json-fault.ts'
import { changesWhenParsed, endOfNumber } from './json-number.ts'
import type { OutcomeError } from './outcome.ts'

/** A FHIR resource nests some 15 deep; each level costs the readers of it a stack frame. */
const maxDepth = 100
/** Up to here siblings are compared one by one, above by a set: a body of a million names stays linear. */
const fewNames = 24
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Throws OutcomeError (400) for text that is not JSON, a member name used twice or reserved by JavaScript, nesting
 * deeper than 100, or half a surrogate pair. True if it holds a number whose text `JSON.parse` would change.
 */
export function scanJson(text: string): boolean {
  if (!text.isWellFormed()) throw jsonFault(text, loneSurrogate(text), 'half a surrogate pair')
  const scan = new Scan(text)
  scan.document()
  return scan.changes
}

class Scan {
  changes: boolean
  private readonly text: string
  private at = 0
  private depth = 0
  /** the string just passed holds a backslash */
  private escaped: boolean
  /** names of all open objects: hash, start, end of each */
  private readonly names: number[] = []

  constructor(text: string) {
    this.text = text
    this.changes = false
    this.escaped = false
  }

  document(): void {
    this.value(this.next())
    if (this.at < this.text.length && !Number.isNaN(this.next()))
      throw this.fault('text after the end')
  }

  /** Skips white space; the code of what follows, not yet taken, or NaN at the end. */
  private next(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
      this.at++
    }
  }

  private value(code: number): void {
    if (code === 0x22) this.string()
    else if (code === 0x7b) this.object()
    else if (code === 0x5b) this.array()
    else if (code === 0x74) this.word('true')
    else if (code === 0x66) this.word('false')
    else if (code === 0x6e) this.word('null')
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) this.number()
    else throw this.fault('a value is expected')
  }

  private object(): void {
    this.open()
    const first = this.names.length
    let seen: Set<string> | undefined
    let code = this.next()
    if (code === 0x7d) {
      this.close()
      return
    }
    for (;;) {
      if (code !== 0x22) throw this.fault('a member name is expected')
      seen = this.name(first, seen)
      if (this.next() !== 0x3a) throw this.fault('a colon is expected')
      this.at++
      this.value(this.next())
      code = this.next()
      if (code === 0x7d) break
      if (code !== 0x2c) throw this.fault('a comma or a closing brace is expected')
      this.at++
      code = this.next()
    }
    this.names.length = first
    this.close()
  }

  private array(): void {
    this.open()
    let code = this.next()
    while (code !== 0x5d) {
      this.value(code)
      code = this.next()
      if (code === 0x5d) break
      if (code !== 0x2c) throw this.fault('a comma or a closing bracket is expected')
      this.at++
      code = this.next()
      if (code === 0x5d) throw this.fault('a value is expected')
    }
    this.close()
  }

  private open(): void {
    if (++this.depth > maxDepth) throw this.fault(`nested deeper than ${maxDepth}`)
    this.at++
  }

  private close(): void {
    this.depth--
    this.at++
  }

  /** Takes one member name; `seen` once the object has many. */
  private name(first: number, seen: Set<string> | undefined): Set<string> | undefined {
    const start = this.at + 1
    let hash = this.string()
    const end = this.at - 1
    if (this.escaped) hash = hashOf(this.nameAt(start, end))
    const length = end - start
    if (
      (this.escaped || length === 9 || length === 11) &&
      forbiddenNames.has(this.nameAt(start, end))
    )
      throw this.fault('a member name that JavaScript reserves', start - 1)
    if (seen !== undefined) return this.unseen(seen, start, end)
    const names = this.names
    for (let at = first; at < names.length; at += 3)
      if (names[at] === hash && this.nameOf(at) === this.nameAt(start, end))
        throw this.fault('a member name that its object has already', start - 1)
    names.push(hash, start, end)
    return names.length - first > fewNames * 3 ? this.collect(first) : undefined
  }

  private unseen(seen: Set<string>, start: number, end: number): Set<string> {
    const name = this.nameAt(start, end)
    if (seen.has(name)) throw this.fault('a member name that its object has already', start - 1)
    return seen.add(name)
  }

  private collect(first: number): Set<string> {
    const seen = new Set<string>()
    for (let at = first; at < this.names.length; at += 3) seen.add(this.nameOf(at))
    return seen
  }

  private nameOf(at: number): string {
    return this.nameAt(this.names[at + 1] ?? 0, this.names[at + 2] ?? 0)
  }

  private nameAt(start: number, end: number): string {
    const written = this.text.slice(start, end)
    return written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written
  }

  /** From the opening quote to behind the closing one; gives the hash of what is written between. */
  private string(): number {
    const text = this.text
    let at = this.at + 1
    let hash = 0
    this.escaped = false
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (code === 0x5c) {
        this.escaped = true
        at = this.escape(at)
      } else if (code >= 0x20) {
        hash = ((hash << 5) - hash + code) | 0
        at++
      } else
        throw this.fault(
          Number.isNaN(code) ? 'a string has no end' : 'a control character in a string',
          at,
        )
    }
    this.at = at + 1
    return hash
  }

  /** From a backslash to behind its escape; half a surrogate pair may hide in `\ud83d`. */
  private escape(at: number): number {
    const letter = this.text.charAt(at + 1)
    if (letter !== 'u') {
      if (letter === '' || !'"\\/bfnrt'.includes(letter)) throw this.fault('an unknown escape', at)
      return at + 2
    }
    const unit = this.unit(at)
    if (unit >= 0xdc00 && unit <= 0xdfff) throw this.fault('half a surrogate pair', at)
    if (unit < 0xd800 || unit > 0xdbff) return at + 6
    const low = this.text.startsWith('\\u', at + 6) ? this.unit(at + 6) : 0
    if (low < 0xdc00 || low > 0xdfff) throw this.fault('half a surrogate pair', at)
    return at + 12
  }

  private unit(at: number): number {
    const digits = this.text.slice(at + 2, at + 6)
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw this.fault('an unknown escape', at)
    return Number.parseInt(digits, 16)
  }

  private word(word: string): void {
    if (!this.text.startsWith(word, this.at)) throw this.fault('a value is expected')
    this.at += word.length
  }

  private number(): void {
    const end = endOfNumber(this.text, this.at)
    if (end < 0) throw this.fault('a malformed number')
    if (!this.changes && changesWhenParsed(this.text, this.at, end)) this.changes = true
    this.at = end
  }

  private fault(what: string, at = this.at): OutcomeError {
    return jsonFault(this.text, at, what)
  }
}

function hashOf(name: string): number {
  let hash = 0
  for (let at = 0; at < name.length; at++) hash = ((hash << 5) - hash + name.charCodeAt(at)) | 0
  return hash
}

function loneSurrogate(text: string): number {
  return text.search(/\p{Surrogate}/u)
}
