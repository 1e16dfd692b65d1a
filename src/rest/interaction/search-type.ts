/** GET [type]?… and POST [type]/_search. https://hl7.org/fhir/R4/http.html#search */
import { parseSearch } from '#fhir/search/parse.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import { searchset } from '../bundle/searchset.ts'
import { type Answer, type Call, open } from '../call.ts'
import type { RestDoor } from '../door.ts'
import { droppedOutcome } from '../dropped.ts'
import { linksOf } from '../links.ts'
import { parsePrefer } from '../prefer.ts'
import { pageOf } from '../requested-page.ts'
import { withForm } from '../with-form.ts'

export function searchType(call: Call, door: RestDoor): Promise<Answer> {
  return searchWithin(call, door, (request) => request)
}

/** @param narrow adds what the path itself requires, say membership of a compartment */
export async function searchWithin(
  received: Call,
  door: RestDoor,
  narrow: (request: SearchRequest) => SearchRequest,
): Promise<Answer> {
  const call = await withForm(received, door)
  const page = pageOf(call, door)
  const { handling } = parsePrefer(call.req.headers.prefer)
  const request = parseSearch(call.type, page.params, {
    timeZone: door.timeZone,
    base: door.base,
    now: page.now,
    lenient: handling === 'lenient',
  })
  const access = await open(call, door)
  const found = await access.search(
    narrow(request),
    page.after === undefined ? {} : { after: page.after },
  )
  const outcome = droppedOutcome(request.ignored)
  const links = linksOf(
    call,
    door,
    { ...page, path: call.path, state: { params: request.applied, now: page.now } },
    request.count === 0 ? undefined : found.next,
  )
  const text = searchset({
    id: call.requestId,
    base: door.base,
    now: door.clock(),
    links,
    matches: request.count === 0 ? [] : found.matches,
    ...(found.total === undefined ? {} : { total: found.total }),
    ...(outcome === undefined ? {} : { outcome }),
  })
  if (handling === undefined) return { status: 200, text }
  return { status: 200, text, headers: { 'Preference-Applied': `handling=${handling}` } }
}
