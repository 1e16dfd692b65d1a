/** Which modifiers a type of parameter has, and which of them are served. https://hl7.org/fhir/R4/search.html#modifiers */
import { isResourceType } from '../definitions/resource-types.ts'
import { OutcomeError } from '../outcome.ts'
import type { SearchParameterDefinition, SearchParameterType } from './parameters.ts'

interface Modifiers {
  readonly served: readonly string[]
  readonly later: readonly string[]
}

const byType: Readonly<Record<SearchParameterType, Modifiers>> = {
  token: {
    served: ['missing', 'not', 'text', 'of-type'],
    later: ['in', 'not-in', 'above', 'below'],
  },
  reference: { served: ['missing', 'identifier'], later: ['text', 'above', 'below'] },
  string: { served: ['missing', 'exact', 'contains'], later: [] },
  date: { served: ['missing'], later: [] },
  number: { served: ['missing'], later: [] },
  quantity: { served: ['missing'], later: [] },
  uri: { served: ['missing', 'above', 'below'], later: [] },
  composite: { served: [], later: ['missing'] },
  special: { served: [], later: ['missing'] },
}

/** Parameters that the row itself answers. */
const ofTheRow = new Set(['_id', '_lastUpdated'])

/** Modifiers in `/metadata` and errors, without the types of a reference. */
export function servedModifiers({ code, type }: SearchParameterDefinition): readonly string[] {
  return ofTheRow.has(code) ? [] : byType[type].served
}

/** Throws OutcomeError if the parameter does not have it. */
export function checkModifier(modifier: string, definition: SearchParameterDefinition): void {
  const { code, type } = definition
  const served = servedModifiers(definition)
  if (served.includes(modifier)) return
  if (type === 'reference' && isResourceType(modifier)) return
  const { later } = byType[type]
  if (later.includes(modifier) || byType[type].served.includes(modifier))
    throw OutcomeError.notSupported(`The modifier :${modifier} of ${code} is not supported.`)
  const names = served.length === 0 ? 'none' : served.map((name) => `:${name}`).join(', ')
  throw OutcomeError.invalid(
    `The search parameter ${code} (${type}) does not have this modifier; it has ${names}.`,
  )
}
