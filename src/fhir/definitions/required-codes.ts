/** The codes of the value sets that R4 binds as required, and of the smaller extensible ones. https://hl7.org/fhir/R4/terminologies.html#strength */
import bindings from '#profiles/base/bindings.json' with { type: 'json' }

const cache = new Map<string, ReadonlySet<string>>()

/** Each code alone and as `system|code`; undefined if the set is not enumerated in the snapshot. */
export function requiredCodes(valueSet: string): ReadonlySet<string> | undefined {
  const known = cache.get(valueSet)
  if (known !== undefined) return known
  const expansion = Object.hasOwn(bindings, valueSet) ? bindings[valueSet] : undefined
  if (expansion === undefined) return undefined
  const codes = new Set<string>()
  for (const [system, list] of Object.entries(expansion))
    for (const code of list) codes.add(code).add(`${system}|${code}`)
  cache.set(valueSet, codes)
  return codes
}

/** The systems that such a value set draws from: a code alone implies its system where there is just one. */
export function boundSystems(valueSet: string): readonly string[] {
  return Object.hasOwn(bindings, valueSet) ? Object.keys(bindings[valueSet] ?? {}) : []
}
