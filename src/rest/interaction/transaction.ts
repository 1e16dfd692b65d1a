/** POST [base] and POST [base]/. https://hl7.org/fhir/R4/http.html#transaction */
import { error, OutcomeError } from '#fhir/outcome.ts'
import { readResource } from '../body.ts'
import { transactionResponse } from '../bundle/transaction-response.ts'
import { type Answer, type Call, open } from '../call.ts'
import type { RestDoor } from '../door.ts'
import { memberOf } from '../member.ts'
import { refuseStrangers } from '../strangers.ts'

export async function transaction(call: Call, door: RestDoor): Promise<Answer> {
  refuseStrangers(call)
  const body = await readResource(call.req, door.limits)
  refuseOtherBundles(body)
  const access = await open(call, door)
  const answer = await access.transact(body)
  const frame = { id: call.requestId, base: door.base, now: door.clock() }
  return { status: 200, text: transactionResponse(frame, answer.entries) }
}

/** What cannot be read here is refused by the parser, which says what is wrong with it. */
function refuseOtherBundles(body: string): void {
  const resourceType = memberOf(body, 'resourceType')
  if (resourceType === undefined) return
  if (resourceType !== 'Bundle')
    throw OutcomeError.invalid(
      'The base takes a Bundle; other resources go to [base]/[type].',
      'resourceType',
    )
  const type = memberOf(body, 'type')
  if (type === 'batch')
    throw new OutcomeError(
      error('not-supported', 'The interaction batch is not served here.', 'Bundle.type'),
      404,
    )
  if (type !== undefined && type !== 'transaction')
    throw OutcomeError.invalid(
      'A Bundle that is sent to the base is of type transaction.',
      'Bundle.type',
    )
}
