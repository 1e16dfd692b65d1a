/**
 * An ask in flight is not rewritten or deleted: others work on it. A draft is its writer's to change;
 * submitting one is T1 again (crm.md 3.2).
 */
import type { CommunicationRequest } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import type { RuleAnswer, RuleInput } from '#record/declaration.ts'
import { ask } from './ask.ts'

export async function change(
  input: RuleInput & { before: CommunicationRequest },
): Promise<RuleAnswer> {
  if (input.before.status !== 'draft')
    throw OutcomeError.businessRule(
      'An ask that was sent stays as it is: add a message to its thread.',
      'CommunicationRequest.status',
    )
  if (input.act === 'delete' || input.after?.resourceType !== 'CommunicationRequest') return {}
  return ask({ ...input, after: input.after })
}
