/** Finds the code of a rule by its key. https://hl7.org/fhir/R4/conformance-rules.html#constraints */
import invariants from '#profiles/base/invariants.json' with { type: 'json' }
import { bundleRules } from './rules/bundle.ts'
import { clinicalRules } from './rules/clinical.ts'
import { conformanceRules } from './rules/conformance.ts'
import { datatypeRules } from './rules/datatype.ts'
import { elementDefinitionRules } from './rules/element-definition.ts'
import { isComputableName, type Rule } from './rules/predicates.ts'
import { questionnaireRules } from './rules/questionnaire.ts'
import { structureDefinitionRules } from './rules/structure-definition.ts'
import { testScriptRules } from './rules/test-script.ts'
import { workflowRules } from './rules/workflow.ts'

export interface Invariant {
  readonly key: string
  readonly isError: boolean
  readonly human: string
  readonly holds: Rule
}

const rules: Readonly<Record<string, Rule>> = {
  ...datatypeRules,
  ...bundleRules,
  ...clinicalRules,
  ...workflowRules,
  ...conformanceRules,
  ...questionnaireRules,
  ...elementDefinitionRules,
  ...structureDefinitionRules,
  ...testScriptRules,
}

/** Kept elsewhere: these need the whole resource, the type of a reference or a parser. */
export const keptElsewhere: ReadonlySet<string> = new Set([
  'ele-1',
  'ext-1',
  'dom-2',
  'dom-3',
  'dom-4',
  'dom-5',
  'dom-6',
  'ref-1',
  'txt-1',
  'txt-2',
])

/** Undefined for rules that are kept elsewhere; an unknown key is a fault of the snapshot. */
export function invariantOf(name: string): Invariant | undefined {
  if (keptElsewhere.has(name)) return undefined
  const row = invariants[name]
  const holds =
    rules[name] ?? (row?.[2].startsWith("name.matches('[A-Z]") ? isComputableName : undefined)
  if (row === undefined || holds === undefined) throw new Error(`There is no code for rule ${name}`)
  return { key: name.split('@')[0] ?? name, isError: row[0] === 'e', human: row[1], holds }
}
