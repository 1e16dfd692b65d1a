/** What was sent is not taken back: no orphan (crm.md 0, rule 3); retracting a message (T18) comes with the messaging issue. */
import type { Communication, Task } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import type { RuleAnswer, RuleInput } from '#record/declaration.ts'
import { stateOf } from './work.ts'

export async function keepWork(input: RuleInput & { before: Task }): Promise<RuleAnswer> {
  if (stateOf(input.before) === undefined) return {}
  throw OutcomeError.businessRule('The work of an ask is not deleted: it is resolved.', 'Task')
}

export async function keepMessage(
  input: RuleInput & { before: Communication },
): Promise<RuleAnswer> {
  const asked = input.before.basedOn?.some((one) =>
    one.reference?.startsWith('CommunicationRequest/'),
  )
  if (asked !== true) return {}
  throw OutcomeError.businessRule(
    'A message in a thread stays as it was sent: add another.',
    'Communication',
  )
}
