/** https://hl7.org/fhir/R4/http.html#update, with If-Match: https://hl7.org/fhir/R4/http.html#concurrency */
import { readResource } from '../body.ts'
import { type Answer, type Call, open } from '../call.ts'
import type { RestDoor } from '../door.ts'
import { refuseStrangers } from '../strangers.ts'
import { tagsOf } from '../tags.ts'
import { writtenAnswer } from '../written.ts'

export async function update(call: Call, door: RestDoor): Promise<Answer> {
  refuseStrangers(call)
  const match = call.req.headers['if-match']
  const ifMatch = match === undefined ? undefined : tagsOf(match, 'If-Match')
  const body = await readResource(call.req, door.limits)
  const access = await open(call, door)
  const options = ifMatch === undefined ? {} : { ifMatch }
  return writtenAnswer(call, door, await access.update(call.type, call.id, body, options))
}
