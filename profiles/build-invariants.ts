/** Collects the rules that R4's types and elements name, each once. https://hl7.org/fhir/R4/conformance-rules.html#constraints */
import { readStructures, ruleName } from './read-definitions.ts'
import { writeTable } from './write-table.ts'

// R4's own file lost the head of `%context` in two rules of ImplementationGuide.
const repaired = (expression: string): string => expression.replaceAll('(ontext.', '(%context.')

export function writeInvariants(): void {
  const table: Record<string, readonly [severity: 'e' | 'w', human: string, expression: string]> = {
    // SimpleQuantity is a profile that the element table treats as part of the element.
    'sqty-1': ['e', 'The comparator is not used on a SimpleQuantity', 'comparator.empty()'],
  }
  for (const structure of readStructures())
    for (const element of structure.snapshot?.element ?? [])
      for (const rule of element.constraint ?? []) {
        if (rule.key === undefined || rule.expression === undefined) continue
        const name = ruleName(rule.key, element.path)
        const expression = repaired(rule.expression)
        if (name in table && table[name]?.[2] !== expression)
          throw new Error(`${name} is the key of more than one rule`)
        table[name] = [rule.severity === 'warning' ? 'w' : 'e', rule.human ?? '', expression]
      }
  writeTable('invariants.json', table)
}
