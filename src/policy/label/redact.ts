/**
 * Masks references to what the reader may not know of (L48, R21b): no id, no display, no identifier.
 * https://hl7.org/fhir/R4/extension-data-absent-reason.html
 */
import { isMembers, type Members } from '../content.ts'
import { extensions } from '../systems.ts'

const masked: Members = {
  extension: [{ url: extensions.dataAbsentReason, valueCode: 'masked' }],
}

/** The same object when nothing was hidden. */
export function maskReferences<T extends object>(
  resource: T,
  hides: (reference: string) => boolean,
): T {
  return mask(resource, hides) as T
}

function mask(value: unknown, hides: (reference: string) => boolean): unknown {
  if (Array.isArray(value)) {
    const parts = value.map((part) => mask(part, hides))
    return parts.some((part, at) => part !== value[at]) ? parts : value
  }
  if (!isMembers(value)) return value
  const { reference } = value
  if (typeof reference === 'string' && hides(reference)) return masked
  let copy: Record<string, unknown> | undefined
  for (const member in value) {
    const part = value[member]
    if (typeof part !== 'object' || part === null) continue
    const after = mask(part, hides)
    if (after === part) continue
    copy ??= { ...value }
    copy[member] = after
  }
  return copy ?? value
}
