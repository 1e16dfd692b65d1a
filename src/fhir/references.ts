/**
 * The references that leave a resource, and rewriting them when a transaction knows what they become.
 * https://hl7.org/fhir/R4/references.html, https://hl7.org/fhir/R4/http.html#trules
 */
import { memberOf } from './definitions/member.ts'
import { parsePointer } from './reference.ts'

type Members = Record<string, unknown>

/** Types whose values are rewritten wherever they stand. */
const linkTypes = new Set(['uri', 'url', 'canonical', 'oid', 'uuid'])

/**
 * Every local `Type/id` that a Reference in it names, once each.
 * @param base our own FHIR base without trailing slash: references below it are local
 */
export function outgoing(resource: object, base?: string): string[] {
  const found = new Set<string>()
  collect(resource, base, found)
  return [...found]
}

function collect(value: object, base: string | undefined, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const one of value) if (typeof one === 'object' && one !== null) collect(one, base, found)
    return
  }
  for (const name in value) {
    const held = (value as Members)[name]
    if (typeof held === 'object' && held !== null) collect(held, base, found)
    else if (name === 'reference' && typeof held === 'string' && isReference(value as Members)) {
      const pointer = parsePointer(held, base)
      if (pointer.kind === 'local') found.add(`${pointer.type}/${pointer.id}`)
    }
  }
}

/** DetectedIssue, Expression and Immunization.education have a uri of that name. */
function isReference(members: Members): boolean {
  return !(
    'resourceType' in members ||
    'language' in members ||
    'documentType' in members ||
    'publicationDate' in members ||
    'presentationDate' in members
  )
}

/**
 * Puts `map`'s answer in the place of every reference and link that it knows, and in the narrative's `href` and `src`.
 * Works on the value itself and gives it back.
 */
export function rewriteReferences<T>(resource: T, map: (text: string) => string | undefined): T {
  if (typeof resource === 'object' && resource !== null) rewrite(resource, undefined, map)
  return resource
}

function rewrite(
  value: object,
  stated: string | undefined,
  map: (text: string) => string | undefined,
): void {
  const members = value as Members
  const { resourceType } = members
  const type = typeof resourceType === 'string' ? resourceType : stated
  for (const name in members) {
    const held = members[name]
    if (typeof held === 'string') {
      if (name === 'div' && type === 'Narrative') members[name] = rewriteLinks(held, map)
      else {
        const becomes = map(held)
        if (becomes !== undefined && isLink(type, name)) members[name] = becomes
      }
    } else if (Array.isArray(held)) {
      const inner = innerType(type, name)
      held.forEach((one: unknown, place) => {
        if (typeof one === 'object' && one !== null) rewrite(one, inner, map)
        else if (typeof one === 'string') {
          const becomes = map(one)
          if (becomes !== undefined && isLink(type, name)) held[place] = becomes
        }
      })
    } else if (typeof held === 'object' && held !== null) rewrite(held, innerType(type, name), map)
  }
}

function innerType(type: string | undefined, name: string): string | undefined {
  return type === undefined ? undefined : memberOf(type, name)?.type
}

function isLink(type: string | undefined, name: string): boolean {
  if (type === 'Reference') return name === 'reference'
  const held = innerType(type, name)
  return held !== undefined && linkTypes.has(held)
}

function rewriteLinks(narrative: string, map: (text: string) => string | undefined): string {
  return narrative.replace(
    /(\s(?:href|src)\s*=\s*)(?:"([^"]*)"|'([^']*)')/g,
    (whole, start: string, double: string | undefined, single: string | undefined) => {
      const becomes = map((double ?? single ?? '').replaceAll('&amp;', '&'))
      return becomes === undefined ? whole : `${start}"${becomes.replaceAll('&', '&amp;')}"`
    },
  )
}
