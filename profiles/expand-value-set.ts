/**
 * Expands value sets from the code systems at hand; undefined where a system's content is not at hand.
 * https://hl7.org/fhir/R4/valueset.html#compositions
 */
import type {
  CodeSystem,
  CodeSystemConcept,
  ValueSet,
  ValueSetComposeInclude,
} from '@medplum/fhirtypes'
import { readDefinitions } from './read-definitions.ts'

/** Codes by system. */
export type Expansion = Map<string, Set<string>>

interface Concept {
  readonly code: string
  readonly ancestors: ReadonlySet<string>
  readonly properties: ReadonlyMap<string, string>
}

const files = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json']

function flatten(
  concepts: readonly CodeSystemConcept[],
  parents: ReadonlySet<string>,
  found: Map<string, Concept>,
): void {
  for (const concept of concepts) {
    const code = concept.code ?? ''
    const properties = new Map<string, string>()
    const ancestors = new Set(parents)
    for (const property of concept.property ?? []) {
      const value = property.valueCode ?? property.valueString ?? property.valueBoolean
      if (property.code === 'subsumedBy' && property.valueCode !== undefined)
        ancestors.add(property.valueCode)
      else if (property.code !== undefined) properties.set(property.code, String(value))
    }
    found.set(code, { code, ancestors, properties })
    flatten(concept.concept ?? [], new Set([...ancestors, code]), found)
  }
}

/** v3 names only direct parents in `subsumedBy`. */
function isBelow(code: string, top: string, concepts: ReadonlyMap<string, Concept>): boolean {
  const ancestors = concepts.get(code)?.ancestors ?? new Set<string>()
  if (ancestors.has(top)) return true
  for (const ancestor of ancestors) if (isBelow(ancestor, top, concepts)) return true
  return false
}

type Filter = NonNullable<ValueSetComposeInclude['filter']>[number]

function accepts(
  filter: Filter,
  concept: Concept,
  all: ReadonlyMap<string, Concept>,
): boolean | undefined {
  const value = filter.value ?? ''
  const isCode = filter.property === 'concept' || filter.property === 'code'
  switch (filter.op) {
    case 'is-a':
      return concept.code === value || isBelow(concept.code, value, all)
    case 'descendent-of':
      return isBelow(concept.code, value, all)
    case 'is-not-a':
      return !(concept.code === value || isBelow(concept.code, value, all))
    case 'regex':
      return isCode ? new RegExp(`^(?:${value})$`).test(concept.code) : undefined
    case '=':
      return concept.properties.get(filter.property ?? '') === value
    case 'in':
      return value
        .split(',')
        .includes(isCode ? concept.code : (concept.properties.get(filter.property ?? '') ?? ''))
    default:
      return undefined
  }
}

export interface ValueSetExpander {
  /** All codes of the value set, or undefined when it cannot be expanded completely. */
  readonly expand: (url: string) => Expansion | undefined
}

export function openExpander(): ValueSetExpander {
  const systems = new Map<string, CodeSystem>()
  const sets = new Map<string, ValueSet>()
  for (const resource of files.flatMap(readDefinitions)) {
    if (resource.resourceType === 'CodeSystem' && resource.url !== undefined)
      systems.set(resource.url, resource)
    if (resource.resourceType === 'ValueSet' && resource.url !== undefined)
      sets.set(resource.url, resource)
  }

  function conceptsOf(url: string): Map<string, Concept> | undefined {
    const system = systems.get(url)
    if (system?.content !== 'complete') return undefined
    const found = new Map<string, Concept>()
    flatten(system.concept ?? [], new Set(), found)
    return found
  }

  function select(part: ValueSetComposeInclude): Expansion | undefined {
    let result: Expansion | undefined
    if (part.system !== undefined) {
      const codes = codesOf(part, part.system)
      if (codes === undefined) return undefined
      result = new Map([[part.system, codes]])
    }
    for (const url of part.valueSet ?? []) {
      const other = expand(url)
      if (other === undefined) return undefined
      result = result === undefined ? other : intersect(result, other)
    }
    return result
  }

  function codesOf(part: ValueSetComposeInclude, system: string): Set<string> | undefined {
    if (part.concept !== undefined)
      return new Set(part.concept.map((concept) => concept.code ?? ''))
    const concepts = conceptsOf(system)
    if (concepts === undefined) return undefined
    const codes = new Set<string>()
    for (const concept of concepts.values()) {
      const verdicts = (part.filter ?? []).map((filter) => accepts(filter, concept, concepts))
      if (verdicts.includes(undefined)) return undefined
      if (!verdicts.includes(false) && concept.properties.get('notSelectable') !== 'true')
        codes.add(concept.code)
    }
    return codes
  }

  function expand(url: string): Expansion | undefined {
    const compose = sets.get(url.split('|')[0] ?? url)?.compose
    if (compose === undefined) return undefined
    const result: Expansion = new Map()
    for (const part of compose.include ?? []) {
      const selected = select(part)
      if (selected === undefined) return undefined
      for (const [system, codes] of selected)
        result.set(system, new Set([...(result.get(system) ?? []), ...codes]))
    }
    for (const part of compose.exclude ?? []) {
      const selected = select(part)
      if (selected === undefined) return undefined
      for (const [system, codes] of selected)
        for (const code of codes) result.get(system)?.delete(code)
    }
    return result
  }

  return { expand }
}

function intersect(left: Expansion, right: Expansion): Expansion {
  const result: Expansion = new Map()
  for (const [system, codes] of left) {
    const kept = [...codes].filter((code) => right.get(system)?.has(code) === true)
    if (kept.length > 0) result.set(system, new Set(kept))
  }
  return result
}
