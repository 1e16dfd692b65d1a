/**
 * What a JSON member's name means inside a type: `valueQuantity` is the element `value` as a Quantity.
 * https://hl7.org/fhir/R4/json.html#repeat, https://hl7.org/fhir/R4/formats.html#choice
 */
import type { ElementRow } from './type-row.ts'
import { typeTable } from './type-table.ts'

export interface Member {
  /** The element's name in FHIRPath. */
  readonly element: string
  /** The one type that this member holds. */
  readonly type: string
  readonly row: ElementRow
}

const cache = new Map<string, ReadonlyMap<string, Member>>()

/** All JSON members of a type in the order of the standard, without the `_x` partners of primitives. */
export function membersOf(type: string): ReadonlyMap<string, Member> {
  const known = cache.get(type)
  if (known !== undefined) return known
  const members = new Map<string, Member>()
  for (const [element, row] of Object.entries(typeTable(type)?.elements ?? {}))
    for (const held of row.types)
      members.set(row.choice === true ? choiceName(element, held) : element, {
        element,
        type: held,
        row,
      })
  // Names that strangers send are not remembered.
  if (members.size > 0) cache.set(type, members)
  return members
}

export function memberOf(type: string, name: string): Member | undefined {
  return membersOf(type).get(name)
}

/** `value` and `Quantity` → `valueQuantity` */
export function choiceName(stem: string, type: string): string {
  return stem + type.charAt(0).toUpperCase() + type.slice(1)
}
