/**
 * Reference entries: `param¦Type/id`, foreign URLs as they are, `param:identifier¦system¦value`.
 * https://hl7.org/fhir/R4/search.html#reference
 */
import { isId } from '../reference.ts'
import { separator } from './entry.ts'
import { foldedStart } from './fold.ts'
import { type Field, type Found, type Indexer, isText, membersOf, sortBy } from './found.ts'
import { pointerOf } from './pointer-of.ts'

export const referenceIndexers: Readonly<Record<string, Indexer>> = {
  Reference: indexReference,
  canonical: indexCanonical,
  uri: indexCanonical,
  Resource: indexResource,
}

function indexReference(value: unknown, field: Field, found: Found): void {
  const { reference, identifier, display } = membersOf(value)
  const target = isText(reference) ? targetOf(reference, field, found.base) : ''
  found.ref.add(field.start + target)
  if (target !== '') sortBy(field, target, found)
  if (identifier !== undefined) {
    const { system, value: number } = membersOf(identifier)
    if (isText(number)) {
      found.ref.add(field.identifier + number)
      found.ref.add(field.identifier + (isText(system) ? system : '') + separator + number)
    }
  }
  if (isText(display)) found.tok.add(field.text + foldedStart(display))
}

/** Empty for what cannot be searched for: contained resources. */
function targetOf(text: string, field: Field, base: string | undefined): string {
  const pointer = pointerOf(text, base)
  switch (pointer.kind) {
    case 'local':
      return `${pointer.type}/${pointer.id}`
    case 'contained':
      return ''
    case 'malformed':
      return isId(text) && field.onlyTarget !== undefined ? `${field.onlyTarget}/${text}` : text
    default:
      return text
  }
}

/** With its version and without. */
function indexCanonical(value: unknown, field: Field, found: Found): void {
  if (!isText(value)) return
  const pointer = pointerOf(value, found.base)
  const text = pointer.kind === 'local' ? `${pointer.type}/${pointer.id}` : value
  found.ref.add(field.start + text)
  const bar = text.lastIndexOf('|')
  if (bar > 0) found.ref.add(field.start + text.slice(0, bar))
  sortBy(field, text, found)
}

/** The first entry of a document or message is found by its id. */
function indexResource(value: unknown, field: Field, found: Found): void {
  const { resourceType, id } = membersOf(value)
  if (!isText(resourceType) || !isText(id)) return
  if (field.onlyTarget !== undefined && field.onlyTarget !== resourceType) return
  found.ref.add(`${field.start}${resourceType}/${id}`)
  sortBy(field, `${resourceType}/${id}`, found)
}
