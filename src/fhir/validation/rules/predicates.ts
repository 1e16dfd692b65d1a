/** The few questions that R4's rules are made of, in FHIRPath's sense of exists, empty and isDistinct. */
import type { JsonObject } from '../walk.ts'

/** `resource` is FHIRPath's `%resource`. */
export type Rule = (self: JsonObject, resource: JsonObject) => boolean

export const ucum = 'http://unitsofmeasure.org'

/** `name.exists()`: a value, or for a primitive extensions alone. */
export function has(self: JsonObject | undefined, name: string): boolean {
  return self !== undefined && (self[name] !== undefined || self[`_${name}`] !== undefined)
}

/** `stem.exists()` for a choice element: `value` for `value[x]`. */
export function hasChoice(self: JsonObject | undefined, stem: string): boolean {
  if (self === undefined) return false
  for (const key in self) {
    const start = key.charCodeAt(0) === 0x5f ? 1 : 0
    if (!key.startsWith(stem, start)) continue
    const next = key.charCodeAt(start + stem.length)
    if (next >= 0x41 && next <= 0x5a) return true
  }
  return false
}

export function hasAny(self: JsonObject | undefined, ...names: readonly string[]): boolean {
  return names.some((name) => has(self, name))
}

/** How many of these elements that do not repeat are there. */
export function countOf(self: JsonObject, ...names: readonly string[]): number {
  return names.filter((name) => has(self, name)).length
}

/** The items of a repeating complex element. */
export function items(self: JsonObject | undefined, name: string): readonly JsonObject[] {
  const value = self?.[name]
  return Array.isArray(value) ? (value as readonly JsonObject[]) : []
}

/** The values of a repeating primitive element. */
export function values(self: JsonObject | undefined, name: string): readonly unknown[] {
  const value = self?.[name]
  return Array.isArray(value) ? value.filter((item) => item !== null) : []
}

export function part(self: JsonObject | undefined, name: string): JsonObject | undefined {
  return self?.[name] as JsonObject | undefined
}

export function text(self: JsonObject | undefined, name: string): string | undefined {
  const value = self?.[name]
  return typeof value === 'string' ? value : undefined
}

export function isOneOf(value: unknown, ...codes: readonly string[]): boolean {
  return typeof value === 'string' && codes.includes(value)
}

/** `isDistinct()`; absent values are no members of a FHIRPath collection. */
export function areDistinct(list: readonly unknown[]): boolean {
  const present = list.filter((item) => item !== undefined && item !== null)
  return new Set(present).size === present.length
}

/** `concept.coding.where(system = … and code = …).exists()` */
export function isCoded(
  concept: JsonObject | undefined,
  system: string,
  ...codes: readonly string[]
): boolean {
  for (const coding of items(concept, 'coding'))
    if (coding.system === system && isOneOf(coding.code, ...codes)) return true
  return false
}

/** The rule that R4 repeats for every conformance resource. */
export const isComputableName: Rule = (self) => {
  const name = text(self, 'name')
  return name === undefined || /^[A-Z][A-Za-z0-9_]{0,254}$/.test(name)
}
