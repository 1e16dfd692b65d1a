/** https://hl7.org/fhir/R4/http.html#delete */
import { type Answer, type Call, open } from '../call.ts'
import type { RestDoor } from '../door.ts'
import { refuseStrangers } from '../strangers.ts'
import { tagsOf } from '../tags.ts'
import { writtenAnswer } from '../written.ts'

export async function remove(call: Call, door: RestDoor): Promise<Answer> {
  refuseStrangers(call)
  const match = call.req.headers['if-match']
  const options = match === undefined ? {} : { ifMatch: tagsOf(match, 'If-Match') }
  const access = await open(call, door)
  return writtenAnswer(call, door, await access.delete(call.type, call.id, options))
}
