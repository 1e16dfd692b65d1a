/** R4's 146 concrete resource types. https://hl7.org/fhir/R4/resourcelist.html */
import { typeNames, typeTable } from './type-table.ts'

export const resourceTypes: readonly string[] = typeNames()
  .filter((name) => {
    const type = typeTable(name)
    return type?.kind === 'resource' && type.abstract !== true
  })
  .sort((a, b) => (a < b ? -1 : 1))

const known: ReadonlySet<string> = new Set(resourceTypes)

export function isResourceType(name: unknown): boolean {
  return typeof name === 'string' && known.has(name)
}
