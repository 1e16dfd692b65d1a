/**
 * A Communication in a thread: the educator's reply (T7), her own next message (T9). A reply of hers never fails:
 * it reopens an ask that was resolved.
 */
import type { Communication, CommunicationRequest, Reference, Task } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import type { AddedEntry, RuleAnswer, RuleInput } from '#record/declaration.ts'
import { type AskState, codeOf, messageKind, messageKindSystem, state } from './vocabulary.ts'
import { stateOf } from './work.ts'

export async function message(input: RuleInput & { after: Communication }): Promise<RuleAnswer> {
  const sent = input.after
  const ask = sent.basedOn?.find((one) => one.reference?.startsWith('CommunicationRequest/'))
  if (ask?.reference === undefined) return {}
  // A thread that the writer may not see is as one that never was.
  const request = (await input.sees(ask.reference))
    ? ((await input.read(ask.reference)) as CommunicationRequest | undefined)
    : undefined
  const task = await taskOf(input, ask.reference)
  const header = await headerOf(input, ask.reference)
  if (request?.subject?.reference === undefined || task?.id === undefined || header === undefined)
    throw OutcomeError.businessRule('There is no such thread.', 'Communication.basedOn')
  const patient = request.subject.reference
  if (sent.subject?.reference !== undefined && sent.subject.reference !== patient)
    throw OutcomeError.businessRule('One thread, one patient.', 'Communication.subject')

  const byPatient = input.principal.kind === 'patient' || input.principal.kind === 'representative'
  const kind = codeOf(sent.category?.[0], messageKindSystem)
  const stored: Communication = {
    ...sent,
    status: 'completed',
    subject: { reference: patient } as Reference<never>,
    partOf: sent.partOf ?? [{ reference: header }],
    sender: { reference: senderOf(input) } as Reference<never>,
    sent: input.now,
    category:
      kind === undefined
        ? [...(sent.category ?? []), messageKind(byPatient ? 'question' : 'answer')]
        : (sent.category ?? []),
  }
  const moved = byPatient ? afterPatient(task) : afterReply(input, task, kind === 'question')
  return { after: stored, also: moved }
}

function senderOf(input: RuleInput): string {
  const named =
    input.after?.resourceType === 'Communication' ? input.after.sender?.reference : undefined
  if (named === undefined) return input.principal.who
  if (!input.actors.has(named))
    throw OutcomeError.businessRule('You send messages as yourself.', 'Communication.sender')
  return named
}

async function taskOf(input: RuleInput, ask: string): Promise<Task | undefined> {
  const found = (await input.find('Task', [['focus', ask]])) as Task[]
  return found.find((task) => task.partOf === undefined && stateOf(task) !== undefined)
}

async function headerOf(input: RuleInput, ask: string): Promise<string | undefined> {
  const found = (await input.find('Communication', [['based-on', ask]])) as Communication[]
  const header = found.find((one) => one.partOf === undefined && one.payload === undefined)
  return header?.id === undefined ? undefined : `Communication/${header.id}`
}

/** T7: the owner answers; a question back to her waits for her. */
function afterReply(input: RuleInput, task: Task, asksBack: boolean): AddedEntry[] {
  const now = stateOf(task)
  if (now === 'queued' || now === undefined)
    throw OutcomeError.businessRule('Claim the ask before you answer it.', 'Communication.basedOn')
  if (now === 'resolved')
    throw OutcomeError.businessRule('This ask is resolved.', 'Communication.basedOn')
  if (task.owner?.reference !== undefined && !input.actors.has(task.owner.reference))
    throw OutcomeError.businessRule(
      `${task.owner.reference} has this ask.`,
      'Communication.basedOn',
    )
  const output = asksBack
    ? task.output
    : [
        ...(task.output ?? []),
        {
          type: { text: 'answer' },
          valueReference: { reference: input.ref },
        },
      ]
  return [moved(task, asksBack ? 'waiting-patient' : 'answering', input.now, output)]
}

/** T9: a message of hers reopens what waited for her or was resolved. */
function afterPatient(task: Task): AddedEntry[] {
  const now = stateOf(task)
  if (now !== 'waiting-patient' && now !== 'resolved') return []
  return [moved(task, 'answering', task.lastModified ?? '', task.output)]
}

function moved(task: Task, to: AskState, now: string, output: Task['output']): AddedEntry {
  const status = to === 'waiting-patient' ? 'on-hold' : 'in-progress'
  return {
    act: 'update',
    ref: `Task/${task.id}`,
    resource: {
      ...task,
      status,
      businessStatus: state(to),
      lastModified: now,
      ...(output === undefined ? {} : { output }),
    },
  }
}
