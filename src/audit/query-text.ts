/** A search as the witness keeps it: as asked, with the values of string parameters (names, addresses) left out. */
import type { SearchRequest } from '#fhir/search/request.ts'

export function queryText({ type, clauses, applied }: SearchRequest): string {
  const strings = new Set(
    clauses.filter((clause) => clause.kind === 'string').map((clause) => clause.param),
  )
  const parts = applied.map(([name, value]) => {
    const [param = name] = name.split(':')
    return `${encodeURIComponent(name)}=${strings.has(param) ? '' : encodeURIComponent(value)}`
  })
  return parts.length === 0 ? type : `${type}?${parts.join('&')}`
}
