/** R4's types and their elements, from the snapshot. https://hl7.org/fhir/R4/structuredefinition.html */
import elements from '#profiles/base/elements.json' with { type: 'json' }
import type { ElementRow, TypeRow } from './type-row.ts'

/** The type of this name, a backbone element by its path (`Patient.contact`), or undefined. */
export function typeTable(name: string): TypeRow | undefined {
  return Object.hasOwn(elements, name) ? elements[name] : undefined
}

/** The element of a type by its stem: `value` for `value[x]`. */
export function elementOf(type: string, name: string): ElementRow | undefined {
  const table = typeTable(type)?.elements
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}

/** Every type name of the snapshot. */
export function typeNames(): readonly string[] {
  return Object.keys(elements)
}
