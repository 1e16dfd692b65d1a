/** https://hl7.org/fhir/R4/http.html#history */
import { OutcomeError } from '#fhir/outcome.ts'
import { historyBundle } from '../bundle/history.ts'
import { type Answer, type Call, open } from '../call.ts'
import { parseCount } from '../count.ts'
import type { RestDoor } from '../door.ts'
import { linksOf } from '../links.ts'
import { only, type Pair, refuseUnknown } from '../query.ts'
import { pageOf } from '../requested-page.ts'
import { parseSince } from '../since.ts'

export async function historyInstance(call: Call, door: RestDoor): Promise<Answer> {
  const page = pageOf(call, door)
  const applied = appliedOf(page.params)
  const access = await open(call, door)
  const answer = await access.history(call.type, call.id, {
    count: applied.count,
    ...(applied.since === undefined ? {} : { since: applied.since }),
    ...(page.after === undefined ? {} : { after: page.after }),
  })
  const links = linksOf(
    call,
    door,
    { ...page, path: call.path, state: { params: applied.params, now: page.now } },
    applied.count === 0 ? undefined : answer.next,
  )
  const frame = { id: call.requestId, base: door.base, now: door.clock(), links }
  return { status: 200, text: historyBundle({ ...frame, total: answer.total }, answer.entries) }
}

function appliedOf(params: readonly Pair[]): {
  readonly count: number
  readonly since: string | undefined
  readonly params: readonly Pair[]
} {
  // Criteria of a history are always strict: a dropped `_since` would show what was not asked for.
  refuseUnknown(params, ['_count', '_since', '_sort'], false)
  if ((only(params, '_sort') ?? '-_lastUpdated') !== '-_lastUpdated')
    throw OutcomeError.notSupported('A history is given newest first: _sort is -_lastUpdated.')
  const count = parseCount(only(params, '_count'))
  const since = only(params, '_since')
  const applied = params.map(
    ([name, value]): Pair => [name, name === '_count' ? `${count}` : value],
  )
  return { count, since: since === undefined ? undefined : parseSince(since), params: applied }
}
