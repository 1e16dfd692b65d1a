/** https://hl7.org/fhir/R4/http.html#create, with If-None-Exist: https://hl7.org/fhir/R4/http.html#ccreate */
import { OutcomeError } from '#fhir/outcome.ts'
import { readResource } from '../body.ts'
import { type Answer, type Call, open } from '../call.ts'
import type { RestDoor } from '../door.ts'
import { refuseStrangers } from '../strangers.ts'
import { writtenAnswer } from '../written.ts'

export async function create(call: Call, door: RestDoor): Promise<Answer> {
  refuseStrangers(call)
  const ifNoneExist = criterionOf(call)
  const body = await readResource(call.req, door.limits)
  const access = await open(call, door)
  const written = await access.create(
    call.type,
    body,
    ifNoneExist === undefined ? {} : { ifNoneExist },
  )
  return writtenAnswer(call, door, written)
}

/** An empty criterion would match everything or nothing: neither was meant. */
function criterionOf(call: Call): string | undefined {
  const header = call.req.headers['if-none-exist']
  if (header === undefined) return undefined
  const criterion = String(header).trim().replace(/^\?/, '')
  if (criterion === '') throw OutcomeError.invalid('The header If-None-Exist holds no criterion.')
  return criterion
}
