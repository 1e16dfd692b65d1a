/** Joins the parameters of a `_search` form to those of the URL, and reads the path as its GET twin's. */
import { readForm } from './body.ts'
import type { Call } from './call.ts'
import type { RestDoor } from './door.ts'
import { parseForm, queryOf } from './query.ts'
import { settleFormat } from './visit.ts'

export async function withForm(call: Call, door: RestDoor): Promise<Call> {
  if (call.req.method !== 'POST') return call
  const form = queryOf(parseForm(await readForm(call.req, door.limits)))
  const query = { ...call.query, ...form, params: [...call.query.params, ...form.params] }
  settleFormat(call.req, query)
  return { ...call, query, path: call.path.replace(/\/_search$/, '') }
}
