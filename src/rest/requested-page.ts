/** Which page is asked for: the first, by parameters, or a later one, by the token of a link. */
import type { Call } from './call.ts'
import type { RestDoor } from './door.ts'
import { pageParameter } from './links.ts'
import { bindingOf, openPage, type PageState } from './page-link.ts'
import { only, type Pair, refuseUnknown } from './query.ts'

export interface RequestedPage {
  readonly params: readonly Pair[]
  readonly now: number
  readonly token?: string
  readonly after?: PageState['after']
}

export function pageOf(call: Call, door: RestDoor): RequestedPage {
  const { params } = call.query
  const token = only(params, pageParameter)
  if (token === undefined) return { params, now: door.clock() }
  // The token holds the whole search: a parameter beside it would seem to narrow and would not.
  refuseUnknown(params, [pageParameter], false)
  return { token, ...openPage(token, bindingOf(call), door.pageKey) }
}
