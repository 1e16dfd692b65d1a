/** What is asked of an object as a whole: its rules, its choices, what it lacks and what it has too much. */
import type { CompiledMember, CompiledType } from './compile-type.ts'
import type { Invariant } from './invariant.ts'
import { type JsonObject, report, type Walk, warn } from './walk.ts'

export function checkExtension(walk: Walk, value: JsonObject): void {
  let valued = false
  for (const name in value)
    if (name !== 'url' && name !== 'id' && name !== 'extension') valued = true
  if (valued === (value.extension !== undefined))
    report(walk, 'invariant', 'Must have either extensions or value[x], not both (ext-1)')
}

export function applyRule(walk: Walk, rule: Invariant, value: JsonObject): void {
  let holds = false
  try {
    holds = rule.holds(value, walk.resource)
  } catch {
    // A rule that cannot be evaluated counts as failed, unless a fault of structure is the cause.
    holds = walk.errors.length > 0
  }
  if (holds) return
  if (rule.isError) report(walk, 'invariant', `${rule.human} (${rule.key})`)
  else warn(walk, 'invariant', `${rule.human} (${rule.key})`)
}

export function checkChoice(
  walk: Walk,
  type: CompiledType,
  value: JsonObject,
  { element }: CompiledMember,
): void {
  const held = new Set<string>()
  for (const name in value) {
    const member = type.members.get(name)
    if (member?.element === element) held.add(member.valueName)
  }
  if (held.size > 1) report(walk, 'structure', `${element}[x] must have one type only`, element)
}

export function reportMissing(walk: Walk, type: CompiledType, seen: number): void {
  for (const { element, bit } of type.required)
    if ((seen & bit) === 0) report(walk, 'required', `${type.name}.${element} is required`, element)
}

/** Names of strangers are not repeated at full length, and never as part of an expression. */
export function reportUnknown(walk: Walk, type: CompiledType, name: string): void {
  report(walk, 'structure', `${type.name} has no element ${JSON.stringify(name.slice(0, 64))}`)
}
