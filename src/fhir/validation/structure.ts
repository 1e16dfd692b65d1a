/** Walks an object beside its type: names, kinds, cardinalities, formats, bindings and rules in one pass. https://hl7.org/fhir/R4/json.html */
import { isRawNumber } from '../json.ts'
import type { IssueCode } from '../outcome.ts'
import { conceptMatches } from './binding.ts'
import { type CompiledMember, type CompiledType, compileType } from './compile-type.ts'
import {
  applyRule,
  checkChoice,
  checkExtension,
  reportMissing,
  reportUnknown,
} from './object-rules.ts'
import { checkPointer, checkReference } from './reference-target.ts'
import { enter, type JsonObject, leave, report, type Walk, warn } from './walk.ts'

export type ResourceCheck = (walk: Walk, value: unknown, member: CompiledMember) => void

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}

/** @param checkResource what to do with a resource inside this one. */
export function checkObject(
  walk: Walk,
  type: CompiledType,
  value: JsonObject,
  checkResource: ResourceCheck,
): void {
  let seen = 0
  let isEmpty = true
  for (const name in value) {
    if (name !== 'id' && name !== 'resourceType') isEmpty = false
    const member = type.members.get(name)
    if (member === undefined) {
      reportUnknown(walk, type, name)
      continue
    }
    if (member.isChoice && (seen & member.bit) !== 0) checkChoice(walk, type, value, member)
    seen |= member.bit
    checkMember(walk, member, value, name, checkResource)
  }
  if ((seen & type.requiredBits) !== type.requiredBits) reportMissing(walk, type, seen)
  // Of resources ele-1 is not demanded: `{"resourceType":"Basic"}` fails for want of its code.
  if (isEmpty && value.resourceType === undefined)
    report(
      walk,
      value.id === undefined ? 'structure' : 'invariant',
      `${type.name} must have a value or children (ele-1)`,
    )
  for (const rule of type.rules) applyRule(walk, rule, value)
  if (type.name === 'Extension') checkExtension(walk, value)
}

function checkMember(
  walk: Walk,
  member: CompiledMember,
  owner: JsonObject,
  name: string,
  checkResource: ResourceCheck,
): void {
  if (member.kind === 'resourceType') return
  const value = owner[name]
  const fault = shapeFault(member, value)
  if (fault !== undefined) report(walk, 'structure', `${member.element} ${fault}`, member.element)
  else if (!Array.isArray(value)) checkItem(walk, member, owner, value, -1, checkResource)
  else {
    if (member.kind === 'partner') checkLengths(walk, member, owner, value)
    for (let at = 0; at < value.length; at++)
      checkItem(walk, member, owner, value[at], at, checkResource)
  }
}

function shapeFault(member: CompiledMember, value: unknown): string | undefined {
  if (!Array.isArray(value)) return member.isArray ? 'must be an array' : undefined
  if (!member.isArray) return 'must not be an array'
  if (value.length === 0) return 'must not be an empty array'
  return value.length > member.max ? `may repeat at most ${member.max} times` : undefined
}

function checkItem(
  walk: Walk,
  member: CompiledMember,
  owner: JsonObject,
  value: unknown,
  index: number,
  checkResource: ResourceCheck,
): void {
  if (member.kind === 'primitive') checkPrimitive(walk, member, owner, value, index)
  else if (member.kind === 'partner') checkPartner(walk, member, owner, value, index, checkResource)
  else {
    enter(walk, member.element, index)
    if (member.kind === 'resource') checkResource(walk, value, member)
    else if (isObject(value)) {
      checkObject(walk, compileType(member.type), value, checkResource)
      checkComplex(walk, member, value)
    } else report(walk, 'structure', `${member.element} must be an object`)
    leave(walk)
  }
}

function checkPrimitive(
  walk: Walk,
  member: CompiledMember,
  owner: JsonObject,
  value: unknown,
  index: number,
): void {
  if (value === null) {
    const partner = owner[`_${member.valueName}`]
    const filled = index >= 0 && Array.isArray(partner) && isObject(partner[index])
    if (!filled) reportAt(walk, member, index, 'structure', 'must not be null')
    return
  }
  const fault = member.check?.(value)
  if (fault !== undefined) {
    reportAt(walk, member, index, fault.code, fault.text)
    return
  }
  const { binding } = member
  if (binding !== undefined && !binding.accepts(value as string)) {
    const text = `code of ${binding.valueSet}`
    if (binding.required) reportAt(walk, member, index, 'code-invalid', `must be a ${text}`)
    else warn(walk, 'code-invalid', `${member.element} should be a ${text}`, member.element)
  }
  if (member.pointsAround && (value as string).charCodeAt(0) === 0x23)
    checkPointer(walk, value as string)
}

function reportAt(
  walk: Walk,
  member: CompiledMember,
  index: number,
  code: IssueCode,
  text: string,
): void {
  enter(walk, member.element, index)
  report(walk, code, `${member.element} ${text}`)
  leave(walk)
}

/** The object beside a primitive: `_birthDate` beside `birthDate`. https://hl7.org/fhir/R4/json.html#primitive */
function checkPartner(
  walk: Walk,
  member: CompiledMember,
  owner: JsonObject,
  value: unknown,
  index: number,
  checkResource: ResourceCheck,
): void {
  const values = owner[member.valueName]
  const beside = index < 0 ? values : Array.isArray(values) ? values[index] : undefined
  const hasValue = beside !== undefined && beside !== null
  if (value === null && index >= 0) {
    // The value itself is reported when it is null, too; here it may be missing.
    if (values === undefined) reportAt(walk, member, index, 'structure', 'must not be null')
    return
  }
  enter(walk, member.element, index)
  if (!isObject(value)) report(walk, 'structure', `_${member.valueName} must be an object`)
  else if (!hasValue && value.extension === undefined && value.id !== undefined)
    report(walk, 'invariant', `${member.element} must have a value or children (ele-1)`)
  else if (value.id === undefined && value.extension === undefined)
    report(walk, 'structure', `_${member.valueName} must have an id or extensions`)
  else checkElement(walk, value, checkResource)
  leave(walk)
}

/** Id and extensions of a primitive; an id alone is enough where there is a value. */
function checkElement(walk: Walk, value: JsonObject, checkResource: ResourceCheck): void {
  const type = compileType('Element')
  for (const name in value) {
    const member = type.members.get(name)
    if (member === undefined) reportUnknown(walk, type, name)
    else checkMember(walk, member, value, name, checkResource)
  }
}

function checkLengths(
  walk: Walk,
  member: CompiledMember,
  owner: JsonObject,
  partners: readonly unknown[],
): void {
  const values = owner[member.valueName]
  if (Array.isArray(values) && values.length !== partners.length)
    report(
      walk,
      'structure',
      `${member.element} and _${member.valueName} must have the same length`,
      member.element,
    )
}

function checkComplex(walk: Walk, member: CompiledMember, value: JsonObject): void {
  const { binding } = member
  if (binding !== undefined && !conceptMatches(binding, member.type, value))
    if (binding.required)
      report(walk, 'code-invalid', `${member.element} must have a code of ${binding.valueSet}`)
    else warn(walk, 'code-invalid', `${member.element} should have a code of ${binding.valueSet}`)
  for (const rule of member.rules) applyRule(walk, rule, value)
  if (member.type === 'Reference') checkReference(walk, value, member.targets)
}
