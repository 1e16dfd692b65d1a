/**
 * Token entries: `param¦code`, `param¦system¦code`, `param:text¦folded`, `param:of-type¦system¦code¦value`.
 * https://hl7.org/fhir/R4/search.html#token
 */
import { separator } from './entry.ts'
import { foldedStart } from './fold.ts'
import { type Field, type Found, type Indexer, isText, listOf, membersOf, sortBy } from './found.ts'

export const tokenIndexers: Readonly<Record<string, Indexer>> = {
  code: indexPlain,
  id: indexPlain,
  string: indexPlain,
  uri: indexPlain,
  boolean: (value, field, found) => indexPlain(String(value), field, found),
  Coding: indexCoding,
  CodeableConcept: indexConcept,
  Identifier: indexIdentifier,
  ContactPoint: indexContact,
}

/** Elements without a system of their own. */
function indexPlain(value: unknown, field: Field, found: Found): void {
  if (!isText(value)) return
  found.tok.add(field.start + value)
  sortBy(field, value, found)
}

function indexCoding(value: unknown, field: Field, found: Found): void {
  if (!addCoding(value, field, found)) present(field, found)
}

function indexConcept(value: unknown, field: Field, found: Found): void {
  const { coding, text } = membersOf(value)
  let any = false
  if (Array.isArray(coding)) for (const one of coding) any = addCoding(one, field, found) || any
  if (!any) present(field, found)
  addText(text, field, found)
}

/** Displays and texts are for `:text` alone: they never become codes. */
function addText(text: unknown, field: Field, found: Found): void {
  if (isText(text)) found.tok.add(field.text + foldedStart(text))
}

function addCoding(value: unknown, field: Field, found: Found): boolean {
  const { system, code, display } = membersOf(value)
  addText(display, field, found)
  if (isText(code)) {
    addCode(system, code, field, found)
    return true
  }
  if (!isText(system)) return false
  // found by `system|` alone
  found.tok.add(field.start + system + separator)
  return true
}

function addCode(system: unknown, code: string, field: Field, found: Found): void {
  found.tok.add(field.start + code)
  found.tok.add(field.start + (isText(system) ? system : '') + separator + code)
  sortBy(field, code, found)
}

/** There is a value, though none to be searched for: `:missing` must know. */
function present(field: Field, found: Found): void {
  found.tok.add(field.start)
}

function indexIdentifier(value: unknown, field: Field, found: Found): void {
  const { system, value: number, type } = membersOf(value)
  const { coding, text } = membersOf(type)
  addText(text, field, found)
  if (!isText(number)) {
    if (isText(system)) found.tok.add(field.start + system + separator)
    else present(field, found)
    return
  }
  addCode(system, number, field, found)
  for (const one of listOf(coding)) {
    const kind = membersOf(one)
    if (isText(kind.code))
      found.tok.add(
        field.ofType + [isText(kind.system) ? kind.system : '', kind.code, number].join(separator),
      )
  }
}

/** A phone number is also found by its digits, an e-mail address in lower case. */
function indexContact(value: unknown, field: Field, found: Found): void {
  const { system, value: address } = membersOf(value)
  if (!isText(address)) {
    present(field, found)
    return
  }
  addCode(system, address, field, found)
  const plain = contactKey(address)
  if (plain !== undefined && plain !== address) {
    found.tok.add(field.start + plain)
    if (isText(system)) found.tok.add(field.start + system + separator + plain)
  }
}

/** How a phone number or an e-mail address is compared whatever its writing; undefined for other addresses. */
export function contactKey(address: string): string | undefined {
  if (address.includes('@')) return address.toLowerCase()
  return /^(?:tel:)?[+\d][\d\s().\-/x+]*$/.test(address) ? address.replace(/\D/g, '') : undefined
}
