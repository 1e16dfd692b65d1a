/** Judges a resource by R4's definitions: every fault with its place and rule. https://hl7.org/fhir/R4/validation.html */
import { isResourceType } from '../definitions/resource-types.ts'
import type { Issue } from '../outcome.ts'
import { checkEntries } from './bundle-entry.ts'
import { type CompiledMember, compileType } from './compile-type.ts'
import { checkContained, checkUse, containerOf } from './contained.ts'
import { checkModifiers } from './modifier.ts'
import { checkObject, isObject } from './structure.ts'
import { EnoughFound, issueLimit, type JsonObject, openWalk, report, type Walk } from './walk.ts'

export interface ValidateOptions {
  /** The type that the place demands, as the URL does. */
  readonly type?: string
  /** `skip` leaves the resources of a Bundle's entries unread: a batch judges them one by one. */
  readonly entries?: 'skip'
}

/** Errors before warnings, at most 100; empty means nothing to find. */
export function validate(resource: unknown, options: ValidateOptions = {}): Issue[] {
  const walk = openWalk(options.entries !== 'skip')
  walk.names[0] = options.type ?? 'Resource'
  walk.depth = 1
  try {
    if (isObject(resource)) checkRoot(walk, resource, options.type)
    else report(walk, 'structure', 'A resource must be a JSON object')
  } catch (error) {
    if (!(error instanceof EnoughFound)) throw error
  }
  return [...walk.errors, ...walk.warnings].slice(0, issueLimit)
}

function checkRoot(walk: Walk, resource: JsonObject, expected: string | undefined): void {
  const type = typeOf(walk, resource)
  if (type === undefined) return
  walk.names[0] = type
  if (expected === undefined || type === expected) checkWhole(walk, type, resource)
  else report(walk, 'invalid', `The resource must be of type ${expected}`, 'resourceType')
}

/** A resource that stands on its own: the root, or one in an entry or a parameter. */
function checkWhole(walk: Walk, type: string, resource: JsonObject): void {
  const outer = { resource: walk.resource, container: walk.container, inner: walk.inContained }
  walk.resource = resource
  walk.container = containerOf(resource)
  walk.inContained = undefined
  checkObject(walk, compileType(type), resource, checkInner)
  checkModifiers(walk, type, resource)
  if (walk.container !== undefined) checkUse(walk, resource, walk.container)
  if (type === 'Bundle') checkEntries(walk, resource)
  walk.resource = outer.resource
  walk.container = outer.container
  walk.inContained = outer.inner
}

function checkInner(walk: Walk, value: unknown, member: CompiledMember): void {
  if (!isObject(value)) {
    report(walk, 'structure', `${member.element} must be a resource`)
    return
  }
  const isEntry = member.element === 'resource' && walk.resource.resourceType === 'Bundle'
  if (isEntry && !walk.entries) return
  const type = typeOf(walk, value)
  if (type === undefined) return
  if (member.element === 'contained') checkNested(walk, type, value)
  else checkWhole(walk, type, value)
}

function checkNested(walk: Walk, type: string, value: JsonObject): void {
  // What a contained resource contains is refused as a whole (dom-2).
  if (walk.inContained !== undefined) return
  const outer = walk.resource
  walk.resource = value
  walk.inContained = typeof value.id === 'string' ? value.id : ''
  checkContained(walk, value)
  checkObject(walk, compileType(type), value, checkInner)
  walk.inContained = undefined
  walk.resource = outer
}

function typeOf(walk: Walk, resource: JsonObject): string | undefined {
  const type = resource.resourceType
  if (type === undefined) report(walk, 'required', 'resourceType is required', 'resourceType')
  else if (typeof type !== 'string')
    report(walk, 'structure', 'resourceType must be a JSON string', 'resourceType')
  else if (isResourceType(type)) return type
  else report(walk, 'structure', 'resourceType must be a resource type of R4', 'resourceType')
  return undefined
}
