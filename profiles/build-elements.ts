/**
 * Compiles R4's StructureDefinitions to one flat table of elements per type.
 * https://hl7.org/fhir/R4/elementdefinition.html
 */
import type {
  ElementDefinition,
  ElementDefinitionType,
  StructureDefinition,
} from '@medplum/fhirtypes'
import type { ElementRow, TypeRow } from '#fhir/definitions/type-row.ts'
import { readStructures, ruleName, rulesOfTypeProfile } from './read-definitions.ts'
import { writeTable } from './write-table.ts'

const structureBase = 'http://hl7.org/fhir/StructureDefinition/'
const system = 'http://hl7.org/fhirpath/System.'
const inherited = new Set(['ele-1', 'ext-1', 'dom-2', 'dom-3', 'dom-4', 'dom-5', 'dom-6'])
const kinds: Record<string, TypeRow['kind']> = {
  resource: 'resource',
  'complex-type': 'complex',
  'primitive-type': 'primitive',
}

const shortName = (url: string): string => url.slice(url.lastIndexOf('/') + 1)
const withoutVersion = (url: string): string => url.split('|')[0] ?? url

/** R4 writes ids and the url of an extension as FHIRPath's System types; these are their FHIR types. */
function typeName(path: string, type: ElementDefinitionType): string {
  const code = type.code
  if (!code.startsWith(system)) return code
  if (path.endsWith('.url')) return 'uri'
  return /^[A-Z][A-Za-z]+\.id$/.test(path) && type.extension?.[0]?.valueUrl !== 'uri'
    ? 'id'
    : 'string'
}

function rowOf(element: ElementDefinition, path: string, isResource: boolean): ElementRow {
  const types = element.type ?? []
  const nested = types.some((type) => type.code === 'BackboneElement' || type.code === 'Element')
  const content = element.contentReference?.replace(/^.*#/, '')
  const names =
    content === undefined ? types.map((type) => (nested ? path : typeName(path, type))) : [content]
  if (path.endsWith('.id') && !isResource) names.splice(0, names.length, 'string')
  const targets = types.flatMap((type) => (type.targetProfile ?? []).map(shortName))
  const rules = [
    ...(nested ? [] : (element.constraint ?? []).map((rule) => ruleName(rule.key, path))),
    ...types.flatMap(rulesOfTypeProfile),
  ].filter((key) => !inherited.has(key))
  const strength = element.binding?.strength
  const valueSet = element.binding?.valueSet
  return {
    min: element.min ?? 0,
    max: element.max === '*' ? -1 : Number(element.max),
    types: names,
    ...(path.endsWith('[x]') ? { choice: true } : {}),
    ...(content === undefined ? {} : { content }),
    ...(targets.length === 0 || targets.includes('Resource')
      ? {}
      : { targets: [...new Set(targets)] }),
    ...((strength === 'required' || strength === 'extensible') && valueSet !== undefined
      ? { binding: [strength === 'required' ? 'r' : 'e', withoutVersion(valueSet)] }
      : {}),
    ...(element.isModifier === true ? { modifier: true } : {}),
    ...(element.isSummary === true ? { summary: true } : {}),
    ...(rules.length === 0 ? {} : { inv: rules }),
  }
}

const rulesOf = (element: ElementDefinition): string[] =>
  (element.constraint ?? [])
    .map((rule) => ruleName(rule.key, element.path))
    .filter((key) => !inherited.has(key))

function addStructure(table: Record<string, TypeRow>, structure: StructureDefinition): void {
  const kind = kinds[structure.kind] ?? 'complex'
  const isResource = kind === 'resource'
  for (const element of structure.snapshot?.element ?? []) {
    const path = element.path ?? ''
    const cut = path.lastIndexOf('.')
    const rules = rulesOf(element)
    if (cut < 0) {
      table[path] = {
        kind,
        ...(structure.baseDefinition === undefined
          ? {}
          : { base: structure.baseDefinition.slice(structureBase.length) }),
        ...(structure.abstract === true ? { abstract: true } : {}),
        elements: {},
        ...(rules.length === 0 ? {} : { inv: rules }),
      }
      continue
    }
    const parent = path.slice(0, cut)
    const name = path.slice(cut + 1).replace('[x]', '')
    // A primitive's own value is the JSON value itself, not a member.
    if (kind === 'primitive' && name === 'value') continue
    const row = rowOf(element, path, isResource && !parent.includes('.'))
    const owner = table[parent]
    if (owner === undefined) throw new Error(`${path} stands before its parent`)
    Object.assign(owner.elements, { [name]: row })
    const code = element.type?.[0]?.code
    if (code === 'BackboneElement' || code === 'Element')
      table[path] = {
        kind: 'complex',
        base: code,
        elements: {},
        ...(rules.length === 0 ? {} : { inv: rules }),
      }
  }
}

export function writeElements(): void {
  const table: Record<string, TypeRow> = {}
  for (const structure of readStructures()) addStructure(table, structure)
  writeTable('elements.json', table)
}
