/** What a contained resource may not have, and that something must point at it. https://hl7.org/fhir/R4/domainresource.html#invs */
import { isObject } from './structure.ts'
import { type Container, enter, type JsonObject, leave, report, type Walk } from './walk.ts'

/** Undefined if the resource contains nothing. */
export function containerOf(resource: JsonObject): Container | undefined {
  const contained = resource.contained
  if (!Array.isArray(contained)) return undefined
  const types = new Map<string, string>()
  for (const inner of contained) {
    if (!isObject(inner)) continue
    const { id, resourceType } = inner
    if (typeof id === 'string' && typeof resourceType === 'string') types.set(id, resourceType)
  }
  return { types, referred: new Set() }
}

/** Rules about one contained resource, asked while the walk stands at it. */
export function checkContained(walk: Walk, inner: JsonObject): void {
  const meta = isObject(inner.meta) ? inner.meta : undefined
  if (inner.contained !== undefined)
    report(
      walk,
      'invariant',
      'A contained resource SHALL NOT contain resources (dom-2)',
      'contained',
    )
  if (meta?.versionId !== undefined || meta?.lastUpdated !== undefined)
    report(
      walk,
      'invariant',
      'A contained resource SHALL NOT have a meta.versionId or a meta.lastUpdated (dom-4)',
      'meta',
    )
  if (meta?.security !== undefined)
    report(
      walk,
      'invariant',
      'A contained resource SHALL NOT have a security label (dom-5)',
      'meta',
    )
  if (inner.id === undefined)
    report(walk, 'invariant', 'A contained resource must have an id (dom-3)', 'id')
}

/** Asked when the whole resource has been walked. */
export function checkUse(walk: Walk, resource: JsonObject, container: Container): void {
  const seen = new Set<unknown>()
  for (const [index, inner] of (resource.contained as readonly unknown[]).entries()) {
    const id = isObject(inner) ? inner.id : undefined
    if (typeof id !== 'string') continue
    enter(walk, 'contained', index)
    if (!container.referred.has(id))
      report(walk, 'invariant', 'A contained resource SHALL be referred to from elsewhere (dom-3)')
    if (seen.has(id)) report(walk, 'invariant', 'Contained resources must have ids of their own')
    seen.add(id)
    leave(walk)
  }
}
