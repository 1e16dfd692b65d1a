/** The links of a paged Bundle: what was applied, and where to go on. https://hl7.org/fhir/R4/http.html#paging */
import type { Call } from './call.ts'
import type { RestDoor } from './door.ts'
import { bindingOf, type PageState, sealPage } from './page-link.ts'
import type { Pair } from './query.ts'

export interface Link {
  readonly relation: 'self' | 'first' | 'next'
  readonly url: string
}

/** The parameter that carries the token of a page. */
export const pageParameter = '_page'

/** @param path below the base, as it is read by GET
 *  @param token the token this page was asked by; absent on the first page */
export function linksOf(
  call: Call,
  door: RestDoor,
  page: {
    readonly path: string
    readonly token?: string
    readonly state: Omit<PageState, 'after'>
  },
  next: PageState['after'] | undefined,
): readonly Link[] {
  const { params } = page.state
  const first = urlOf(door, call, page.path, params)
  const own =
    page.token === undefined ? first : urlOf(door, call, page.path, [[pageParameter, page.token]])
  const links: Link[] = [
    { relation: 'self', url: own },
    { relation: 'first', url: first },
  ]
  if (next !== undefined) {
    const state = { ...page.state, after: next }
    const token = sealPage(
      state,
      bindingOf({ ...call, path: page.path }),
      door.pageKey,
      door.randomBytes,
    )
    links.push({ relation: 'next', url: urlOf(door, call, page.path, [[pageParameter, token]]) })
  }
  return links
}

function urlOf(door: RestDoor, call: Call, path: string, params: readonly Pair[]): string {
  const form: Pair[] = []
  if (call.query.format !== undefined) form.push(['_format', call.query.format])
  if (call.query.pretty !== undefined) form.push(['_pretty', String(call.query.pretty)])
  const all = [...params, ...form]
  if (all.length === 0) return `${door.base}/${path}`
  return `${door.base}/${path}?${new URLSearchParams(all.map(([name, value]): [string, string] => [name, value]))}`
}
