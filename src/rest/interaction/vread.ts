/** https://hl7.org/fhir/R4/http.html#vread */
import { type Answer, type Call, open } from '../call.ts'
import type { RestDoor } from '../door.ts'
import { shownVersion } from '../shown-version.ts'
import { refuseStrangers } from '../strangers.ts'

export async function vread(call: Call, door: RestDoor): Promise<Answer> {
  refuseStrangers(call)
  const access = await open(call, door)
  return shownVersion(call, await access.vread(call.type, call.id, call.vid))
}
