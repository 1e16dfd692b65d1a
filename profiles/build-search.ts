/**
 * Compiles R4's SearchParameters and CompartmentDefinitions to two flat tables.
 * https://hl7.org/fhir/R4/searchparameter.html, https://hl7.org/fhir/R4/compartmentdefinition.html
 */
import type { CompartmentDefinition, SearchParameter } from '@medplum/fhirtypes'
import { readDefinitions, readStructures } from './read-definitions.ts'
import { writeTable } from './write-table.ts'

/** `base`: the expression of each type, already cut to the arms that speak of it; `Resource` stands for all types. */
interface ParameterRow {
  code: string
  type: string
  base: Record<string, string>
  targets?: string[]
  /** of a composite: id of the component's parameter, expression within one element */
  components?: [string, string][]
}

const own = 'http://hl7.org/fhir/SearchParameter/'
// Lists as long as this mean any type; they differ only in what they forget.
const anyTarget = 120
const leftOut = new Set([
  // They have no expression: search over narrative, over all content, and named queries.
  'DomainResource-text',
  'Resource-content',
  'Resource-query',
  // Medplum's own: it speaks of an element that R4 does not have.
  'DeviceDefinition-classification',
])

const isSearchParameter = (resource: { resourceType: string }): resource is SearchParameter =>
  resource.resourceType === 'SearchParameter'

/** The arms of a union that begin at this type; an arm without a type in front speaks of every base. */
function armsOf(expression: string, type: string): string {
  const arms = splitUnion(expression).filter((arm) => {
    const root = /^\(*([A-Z][A-Za-z]+)/.exec(arm)?.[1]
    return root === undefined || root === type
  })
  if (arms.length === 0) throw new Error(`${expression} says nothing about ${type}`)
  return arms.join(' | ')
}

function splitUnion(expression: string): string[] {
  const arms: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < expression.length; at++) {
    const letter = expression[at]
    if (letter === '(') depth++
    else if (letter === ')') depth--
    else if (letter === '|' && depth === 0) {
      arms.push(expression.slice(start, at).trim())
      start = at + 1
    }
  }
  return [...arms, expression.slice(start).trim()]
}

/** `where(resolve() is Patient)` leaves one target, whatever the parameter lists. */
function targetsOf(parameter: SearchParameter): readonly string[] {
  const arms = splitUnion(parameter.expression ?? '')
  const only = arms.map((arm) => /\.where\(resolve\(\) is ([A-Za-z]+)\)$/.exec(arm)?.[1])
  return only.every((type) => type !== undefined)
    ? [...new Set(only as string[])]
    : (parameter.target ?? [])
}

/**
 * R4 as published crosses the two expressions of DocumentReference.relationship, and writes the type dateTime as
 * DateTime; the definitions of the components say what is meant.
 */
function componentPath(parameter: SearchParameter, place: number): string {
  const parts = parameter.component ?? []
  const isCrossed = parameter.url === `${own}DocumentReference-relationship`
  const part = parts[isCrossed ? parts.length - 1 - place : place]
  return (part?.expression ?? '').replace('ofType(DateTime)', 'ofType(dateTime)')
}

function rowOf(parameter: SearchParameter, types: ReadonlySet<string>): ParameterRow {
  const expression = parameter.expression ?? ''
  const bases = ((parameter.base ?? []) as readonly string[]).filter(
    (type) => type === 'Resource' || types.has(type),
  )
  const targets = targetsOf(parameter).filter((type) => types.has(type))
  return {
    code: parameter.code,
    type: parameter.type,
    base: Object.fromEntries(bases.map((type) => [type, armsOf(expression, type)])),
    ...(targets.length === 0 || targets.length > anyTarget ? {} : { targets }),
    ...(parameter.component === undefined
      ? {}
      : {
          components: parameter.component.map((part, place): [string, string] => [
            (part.definition ?? '').slice(own.length),
            componentPath(parameter, place),
          ]),
        }),
  }
}

function writeParameters(types: ReadonlySet<string>): void {
  const rows = readDefinitions('search-parameters.json')
    .filter(isSearchParameter)
    .filter((parameter) => parameter.url?.startsWith(own))
    .map((parameter) => [(parameter.url ?? '').slice(own.length), parameter] as const)
    .filter(([id]) => !leftOut.has(id))
    .map(([id, parameter]) => [id, rowOf(parameter, types)] as const)
    .filter(([, row]) => Object.keys(row.base).length > 0)
  writeTable('search-parameters.json', Object.fromEntries(rows))
}

/**
 * HL7's own bundle holds the definitions as published; the separate copy of the Patient compartment that the package
 * also carries lists Task and must not be taken. `link` names other people, so it confers no membership of a patient.
 */
function writeCompartments(): void {
  const table: Record<string, Record<string, string[]>> = {}
  for (const resource of readDefinitions('profiles-resources.json')) {
    if ((resource.resourceType as string) !== 'CompartmentDefinition') continue
    const compartment = resource as CompartmentDefinition
    const owner = compartment.code
    const members: Record<string, string[]> = {}
    for (const { code, param } of compartment.resource ?? []) {
      if (code === undefined || param === undefined || param.length === 0) continue
      const isOwner = code === owner || param.includes('{def}')
      members[code] = isOwner ? ['_id'] : [...param]
    }
    table[owner] = members
  }
  writeTable('compartments.json', table)
}

export function writeSearch(): void {
  const types = readStructures().filter(
    (structure) => structure.kind === 'resource' && structure.abstract !== true,
  )
  writeParameters(new Set(types.map((structure) => structure.name ?? '')))
  writeCompartments()
}
