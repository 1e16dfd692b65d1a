/** Where references may point. https://hl7.org/fhir/R4/references.html */
import { isResourceType } from '../definitions/resource-types.ts'
import { parsePointer } from '../reference.ts'
import { type JsonObject, report, type Walk } from './walk.ts'

const restful = /\/([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/
const definition = 'http://hl7.org/fhir/StructureDefinition/'

/** A canonical, uri or url that begins with `#`. */
export function checkPointer(walk: Walk, text: string): void {
  if (walk.container === undefined) return
  // `#` alone is the container; a contained resource that names it is in use (dom-3).
  walk.container.referred.add(text === '#' ? (walk.inContained ?? '') : text.slice(1))
}

export function checkReference(
  walk: Walk,
  value: JsonObject,
  targets: ReadonlySet<string> | undefined,
): void {
  const text = value.reference
  const named = typeName(value.type)
  const found = typeof text === 'string' ? targetOf(walk, text) : undefined
  const type = found ?? named
  if (type !== undefined && targets !== undefined && !targets.has(type) && isResourceType(type))
    report(walk, 'business-rule', `${type} is not an allowed target of this reference`)
  if (found !== undefined && named !== undefined && found !== named)
    report(walk, 'business-rule', 'Reference.type must be the type of the target', 'type')
}

function typeName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const name = value.startsWith(definition) ? value.slice(definition.length) : value
  return isResourceType(name) ? name : undefined
}

/** The target's type as far as the text tells it. */
function targetOf(walk: Walk, text: string): string | undefined {
  const pointer = parsePointer(text)
  switch (pointer.kind) {
    case 'local':
    case 'conditional':
      if (isResourceType(pointer.type)) return pointer.type
      report(walk, 'value', 'Reference.reference names an unknown resource type', 'reference')
      return undefined
    case 'contained':
      return containedTarget(walk, pointer.id)
    case 'absolute': {
      const type = restful.exec(pointer.url)?.[1]
      return isResourceType(type) ? type : undefined
    }
    case 'urn':
      return undefined
    case 'malformed':
      report(
        walk,
        'value',
        'Reference.reference must be relative (Type/id), absolute or a fragment (#id)',
        'reference',
      )
      return undefined
  }
}

function containedTarget(walk: Walk, id: string): string | undefined {
  checkPointer(walk, `#${id}`)
  if (id === '') return undefined
  const type = walk.container?.types.get(id)
  if (type === undefined)
    report(
      walk,
      'invariant',
      'SHALL have a contained resource if a local reference is provided (ref-1)',
      'reference',
    )
  return type
}
