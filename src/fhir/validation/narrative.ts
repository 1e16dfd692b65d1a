/** Reads a narrative's XHTML token by token and refuses all that is not on the list. https://hl7.org/fhir/R4/narrative.html */
import type { Fault } from './fault.ts'
import {
  isAllowedAttribute,
  isAllowedElement,
  isSafeValue,
  voidElements,
} from './narrative-grammar.ts'

const malformed: Fault = { code: 'value', text: 'is not well-formed XHTML' }
const noDiv: Fault = { code: 'value', text: 'must be one div in the namespace of XHTML' }
const declaration: Fault = {
  code: 'value',
  text: 'must not hold a DOCTYPE, CDATA section or processing instruction',
}
const entity: Fault = { code: 'value', text: 'must use no named entities other than those of XML' }
const blank: Fault = {
  code: 'invariant',
  text: 'must have some content that is not white space (txt-2)',
}
const forbidden = (what: string): Fault => ({
  code: 'invariant',
  text: `must hold only basic formatting (txt-1): ${what} is not allowed`,
})

const namespace = 'http://www.w3.org/1999/xhtml'
const tagName = /[A-Za-z][A-Za-z0-9:_.-]*/y
const attribute = /\s+([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const tagEnd = /\s*(\/?)>/y
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/y
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const visible = /[^\s]/

interface Tag {
  readonly name: string
  readonly next: number
  readonly selfClosing: boolean
}

export function narrativeFault(text: string): Fault | undefined {
  const open: string[] = []
  let seenRoot = false
  let hasContent = false
  let at = 0
  while (at < text.length) {
    if (text.charCodeAt(at) !== 0x3c) {
      const next = text.indexOf('<', at)
      const part = text.slice(at, next < 0 ? text.length : next)
      const content = visible.test(part)
      if (content && open.length === 0) return seenRoot ? malformed : noDiv
      if (decode(part) === undefined) return entity
      hasContent ||= content
      at += part.length
    } else if (text.startsWith('<!--', at)) {
      const end = text.indexOf('--', at + 4)
      if (end < 0 || text.charCodeAt(end + 2) !== 0x3e) return malformed
      at = end + 3
    } else if (text[at + 1] === '!' || text[at + 1] === '?') {
      return declaration
    } else if (text[at + 1] === '/') {
      const tag = readEndTag(text, at + 2)
      if (tag === undefined || open.pop() !== tag.name) return malformed
      at = tag.next
    } else {
      if (open.length === 0 && seenRoot) return noDiv
      const tag = readStartTag(text, at + 1, open.length === 0)
      if ('code' in tag) return tag
      seenRoot = true
      hasContent ||= tag.name === 'img'
      if (!tag.selfClosing) open.push(tag.name)
      at = tag.next
    }
  }
  if (!seenRoot) return noDiv
  if (open.length > 0) return malformed
  return hasContent ? undefined : blank
}

function readName(text: string, at: number): string | undefined {
  tagName.lastIndex = at
  return tagName.exec(text)?.[0]
}

function readEndTag(text: string, at: number): Tag | undefined {
  const name = readName(text, at)
  if (name === undefined) return undefined
  tagEnd.lastIndex = at + name.length
  const end = tagEnd.exec(text)
  if (end === null || end[1] !== '') return undefined
  return { name, next: tagEnd.lastIndex, selfClosing: false }
}

function readStartTag(text: string, start: number, isRoot: boolean): Tag | Fault {
  const name = readName(text, start)
  if (name === undefined) return malformed
  if (isRoot && name !== 'div') return noDiv
  if (!isAllowedElement(name)) return forbidden(`the element ${name.slice(0, 40)}`)
  let at = start + name.length
  const seen = new Set<string>()
  for (;;) {
    attribute.lastIndex = at
    const found = attribute.exec(text)
    if (found === null) break
    const key = found[1] ?? ''
    const fault = attributeFault(name, key, found[2] ?? found[3] ?? '')
    if (fault !== undefined) return fault
    if (seen.has(key)) return malformed
    seen.add(key)
    at = attribute.lastIndex
  }
  if (isRoot && !seen.has('xmlns')) return noDiv
  tagEnd.lastIndex = at
  const end = tagEnd.exec(text)
  if (end === null) return malformed
  const selfClosing = end[1] === '/'
  // `<div/>` is well-formed; `<br>` without its end is caught when the next end tag does not fit.
  if (!selfClosing && voidElements.has(name) && !text.startsWith(`</${name}>`, tagEnd.lastIndex))
    return malformed
  return { name, next: tagEnd.lastIndex, selfClosing }
}

function attributeFault(element: string, name: string, written: string): Fault | undefined {
  const value = decode(written)
  if (value === undefined) return entity
  if (name === 'xmlns') return value === namespace ? undefined : noDiv
  if (!isAllowedAttribute(element, name))
    return forbidden(`the attribute ${name.slice(0, 40)} of ${element}`)
  return isSafeValue(name, value) ? undefined : forbidden(`this value of ${name}`)
}

/** Undefined if an ampersand does not begin a reference that XML itself knows. */
function decode(text: string): string | undefined {
  let at = text.indexOf('&')
  if (at < 0) return text
  let result = text.slice(0, at)
  while (at >= 0) {
    reference.lastIndex = at
    const found = reference.exec(text)
    const letter = found === null ? undefined : letterOf(found)
    if (letter === undefined) return undefined
    const next = text.indexOf('&', reference.lastIndex)
    result += letter + text.slice(reference.lastIndex, next < 0 ? text.length : next)
    at = next
  }
  return result
}

function letterOf(found: RegExpExecArray): string | undefined {
  if (found[1] !== undefined) return named[found[1]]
  const point = found[2] === undefined ? Number.parseInt(found[3] ?? '', 16) : Number(found[2])
  const allowed =
    point === 9 ||
    point === 10 ||
    point === 13 ||
    (point >= 0x20 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd) ||
    (point >= 0x1_0000 && point <= 0x10_ffff)
  return allowed ? String.fromCodePoint(point) : undefined
}
