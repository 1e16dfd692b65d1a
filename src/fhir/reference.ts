/**
 * What a Reference.reference, uri or canonical string points at.
 * https://hl7.org/fhir/R4/references.html#literal
 */

export type Pointer =
  | {
      readonly kind: 'local'
      readonly type: string
      readonly id: string
      readonly version?: string
    }
  | { readonly kind: 'conditional'; readonly type: string; readonly query: string }
  | { readonly kind: 'contained'; readonly id: string }
  | { readonly kind: 'urn'; readonly value: string }
  | { readonly kind: 'absolute'; readonly url: string }
  | { readonly kind: 'malformed' }

/** `Patient/123`: how items name each other everywhere inside. */
export type LocalReference<T extends string = string> = `${T}/${string}`

const local =
  /^([A-Z][A-Za-z]{1,40})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/
const conditional = /^([A-Z][A-Za-z]{1,40})\?(.+)$/

/** @param base our own FHIR base without trailing slash: references below it become local. */
export function parsePointer(text: string, base?: string): Pointer {
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) }
  if (text.startsWith('urn:')) return { kind: 'urn', value: text }
  const relative =
    base !== undefined && text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text
  const match = local.exec(relative)
  if (match?.[1] !== undefined && match[2] !== undefined)
    return {
      kind: 'local',
      type: match[1],
      id: match[2],
      ...(match[3] === undefined ? {} : { version: match[3] }),
    }
  const query = conditional.exec(relative)
  if (query?.[1] !== undefined && query[2] !== undefined)
    return { kind: 'conditional', type: query[1], query: query[2] }
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return { kind: 'absolute', url: text }
  return { kind: 'malformed' }
}

/** FHIR's id: https://hl7.org/fhir/R4/datatypes.html#id */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text)
}

export function typeOf(reference: string): string {
  return reference.slice(0, reference.indexOf('/'))
}

export function idOf(reference: string): string {
  return reference.slice(reference.indexOf('/') + 1)
}
