/**
 * The dispatcher below the base: who asks, then what is asked, then the answer. Nobody without a token learns which
 * paths exist. https://hl7.org/fhir/R4/http.html
 */
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { error, OutcomeError } from '#fhir/outcome.ts'
import { isId } from '#fhir/reference.ts'
import type { Principal } from '#policy/principal.ts'
import type { Answer, Answerer, Call } from './call.ts'
import type { RestDoor } from './door.ts'
import { create } from './interaction/create.ts'
import { remove } from './interaction/delete.ts'
import { historyInstance } from './interaction/history-instance.ts'
import { read } from './interaction/read.ts'
import { searchCompartment } from './interaction/search-compartment.ts'
import { searchType } from './interaction/search-type.ts'
import { transaction } from './interaction/transaction.ts'
import { update } from './interaction/update.ts'
import { vread } from './interaction/vread.ts'
import { type Match, matchRoute } from './match-route.ts'
import { segmentsOf } from './path.ts'
import { parseQuery } from './query.ts'
import { refusal } from './refusal.ts'
import type { Served } from './routes.ts'
import { send } from './send.ts'
import { settleFormat, type Visit, visitOf } from './visit.ts'

const answerers: Record<Exclude<Served, 'capabilities'>, Answerer> = {
  read,
  vread,
  update,
  delete: remove,
  'history-instance': historyInstance,
  create,
  'search-type': searchType,
  'search-compartment': searchCompartment,
  transaction,
}

export function fhirRouter(door: RestDoor): RequestHandler {
  return async (req, res) => {
    send(req, res, await answerOf(req, req.url, visitOf(req), door))
  }
}

async function answerOf(
  req: IncomingMessage,
  url: string,
  visit: Visit,
  door: RestDoor,
): Promise<Answer> {
  if (hasTwoTokens(req)) throw OutcomeError.login()
  const principal = await door.authenticate(req.headers.authorization)
  const mark = url.indexOf('?')
  const segments = segmentsOf(mark < 0 ? url : url.slice(0, mark))
  const match = matchRoute(req.method ?? '', segments)
  if ('allow' in match) return notAllowed(match.allow, visit.id)
  const { interaction } = match.route
  visit.interaction = interaction
  if (interaction === 'capabilities') return notAllowed(['GET', 'HEAD', 'OPTIONS'], visit.id)
  const query = parseQuery(mark < 0 ? '' : url.slice(mark + 1))
  settleFormat(req, query)
  const call = callOf(req, visit, principal, segments, match, query)
  const narrowed = door.narrow[call.type]
  if (narrowed !== undefined && !narrowed.interactions.includes(wordOf(interaction)))
    return notAllowed(['GET', 'HEAD', 'OPTIONS'], visit.id)
  return answerers[interaction](call, door)
}

function callOf(
  req: IncomingMessage,
  visit: Visit,
  principal: Principal,
  segments: readonly string[],
  match: Extract<Match, { route: unknown }>,
  query: Call['query'],
): Call {
  const { names, route } = match
  let type = ''
  let id = ''
  let vid = ''
  let compartment = ''
  for (let at = 0; at < names.length; at++) {
    const value = segments[at] ?? ''
    if (names[at] === 'type') type = value
    else if (names[at] === 'id') id = value
    else if (names[at] === 'vid') vid = value
    else if (names[at] === 'compartment') compartment = value
  }
  if ((id !== '' && !isId(id)) || (vid !== '' && !isId(vid))) throw illegalId(route.method, type)
  const path = segments.join('/')
  return { req, requestId: visit.id, principal, query, path, type, id, vid, compartment }
}

/** An id outside FHIR's pattern cannot exist: absent to who asks for it, a fault of who would create it. */
function illegalId(method: string, type: string): OutcomeError {
  if (method !== 'PUT') return OutcomeError.notFound()
  return new OutcomeError(
    error('value', 'An id is 1 to 64 letters, digits, "-" or "." (FHIR id).', `${type}.id`),
  )
}

/** The interaction as TypeRestfulInteraction names it. */
function wordOf(interaction: Served): string {
  return interaction === 'search-compartment' ? 'search-type' : interaction
}

function notAllowed(allow: readonly string[], requestId: string): Answer {
  const fault = OutcomeError.notSupported('This method is not served on this path.', 405)
  const answer = refusal(fault, requestId, true)
  return { ...answer, headers: { ...answer.headers, Allow: allow.join(', ') } }
}

/** Node keeps the first of two Authorization headers: two of them are no clear word about who asks. */
function hasTwoTokens(req: IncomingMessage): boolean {
  let seen = 0
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    const name = req.rawHeaders[at] ?? ''
    if (name.length === 13 && name.toLowerCase() === 'authorization') seen++
  }
  return seen > 1
}
