/** Expands the value sets that R4's elements bind with strength required or extensible. */
import { openExpander } from './expand-value-set.ts'
import { readStructures } from './read-definitions.ts'
import { writeTable } from './write-table.ts'

// An extensible set only ever warns; the very large ones would cost more than their warnings help.
const extensibleLimit = 400

function boundSets(): Map<string, 'required' | 'extensible'> {
  const found = new Map<string, 'required' | 'extensible'>()
  for (const structure of readStructures())
    for (const element of structure.snapshot?.element ?? []) {
      const url = element.binding?.valueSet?.split('|')[0]
      const strength = element.binding?.strength
      if (url === undefined || (strength !== 'required' && strength !== 'extensible')) continue
      if (found.get(url) !== 'required') found.set(url, strength)
    }
  return found
}

export function writeBindings(): void {
  const { expand } = openExpander()
  const table: Record<string, Record<string, string[]>> = {}
  for (const [url, strength] of boundSets()) {
    const expansion = expand(url)
    if (expansion === undefined) continue
    const size = [...expansion.values()].reduce((sum, codes) => sum + codes.size, 0)
    if (size === 0 || (strength === 'extensible' && size > extensibleLimit)) continue
    table[url] = Object.fromEntries([...expansion].map(([system, codes]) => [system, [...codes]]))
  }
  writeTable('bindings.json', table)
}
