/** What `extract` finds, with the separator made visible as `¦`. */
import type { SearchEntries } from '#fhir/search/entry.ts'
import { extract } from '#fhir/search/extract.ts'

export const base = 'https://here/fhir'

export function entriesOf(resource: {
  resourceType: string
  [member: string]: unknown
}): SearchEntries {
  return extract(resource, resource.resourceType, { base, timeZone: 'UTC' })
}

/** The entries of one parameter. */
export function of(entries: readonly string[], param: string): string[] {
  return entries
    .map((entry) => entry.replaceAll('\u001f', '¦'))
    .filter((entry) => entry.startsWith(`${param}¦`) || entry.startsWith(`${param}:`))
    .sort()
}

export function numbers(entries: SearchEntries, param: string): [string, number, number][] {
  return entries.num
    .map(({ p, lo, hi }): [string, number, number] => [p.replaceAll('\u001f', '¦'), lo, hi])
    .filter(([p]) => p === param || p.startsWith(`${param}¦`))
}
