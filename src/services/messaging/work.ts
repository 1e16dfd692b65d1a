/**
 * The Task of an ask is the truth for ownership (crm.md 3.2): claim T4, release T6, resolve T12.
 * Anything else that a client changes in it is refused, naming the state and what is allowed.
 */
import type { Task } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import type { RuleAnswer, RuleInput } from '#record/declaration.ts'
import { poolOf } from './pool.ts'
import { type AskState, askStateSystem, codeOf, state } from './vocabulary.ts'

/** state → the states a member of the pool may move it to with `PUT Task` */
const allowed: Readonly<Record<AskState, readonly AskState[]>> = {
  queued: ['claimed'],
  claimed: ['queued'],
  answering: ['queued', 'waiting-patient', 'resolved'],
  'waiting-patient': ['answering', 'resolved'],
  resolved: [],
}

const statusOf: Readonly<Record<AskState, Task['status']>> = {
  queued: 'requested',
  claimed: 'accepted',
  answering: 'in-progress',
  'waiting-patient': 'on-hold',
  resolved: 'completed',
}

/** Elements that a transition may touch; the rest of the Task is the server's. */
const movable = new Set([
  'status',
  'businessStatus',
  'owner',
  'statusReason',
  'output',
  'note',
  'meta',
])

export async function work(input: RuleInput & { before: Task; after: Task }): Promise<RuleAnswer> {
  const { before, after } = input
  const from = stateOf(before)
  if (from === undefined || !before.focus?.reference?.startsWith('CommunicationRequest/')) return {}
  if (input.principal.kind === 'patient' || input.principal.kind === 'representative')
    throw OutcomeError.businessRule(
      'The work of an ask is moved by those who do it: add a message to the thread instead.',
      'Task',
    )
  const to = stateOf(after)
  if (to === undefined || !(to === from || allowed[from].includes(to)))
    throw OutcomeError.businessRule(
      `This ask is ${from}; from there it can become: ${allowed[from].join(', ') || 'nothing else'}.`,
      'Task.businessStatus',
    )
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
    if (!movable.has(name) && !same(before, after, name))
      throw OutcomeError.businessRule('A transition leaves this element as it is.', `Task.${name}`)
  if (to === from && !same(before, after, 'owner'))
    throw OutcomeError.businessRule('The owner changes by a claim or a release.', 'Task.owner')
  if (to === 'resolved' && from !== 'resolved') needsReply(before, after)
  const owner = await ownerAfter(input, from, to)
  return {
    after: {
      ...after,
      status: statusOf[to],
      businessStatus: state(to),
      lastModified: input.now,
      ...(owner === undefined ? {} : { owner: { reference: owner } as Task['owner'] & object }),
    },
  }
}

/** What the loser of a race for a Task is told: who has it, by reference, and since when. */
export function takenBy(current: Task): string | undefined {
  const owner = current.owner?.reference
  const now = stateOf(current)
  if (now === undefined || owner === undefined) return undefined
  return now === 'queued'
    ? 'The Task has changed: read it again.'
    : `${owner} took this at ${current.lastModified?.slice(11, 16) ?? 'an earlier time'} UTC.`
}

async function ownerAfter(
  input: RuleInput & { before: Task; after: Task },
  from: AskState,
  to: AskState,
): Promise<string | undefined> {
  if (to === from) return undefined
  if (to === 'claimed') {
    const owner = input.after.owner?.reference
    if (owner === undefined || !input.actors.has(owner))
      throw OutcomeError.businessRule(
        'You claim an ask for yourself: owner is your own PractitionerRole or Practitioner.',
        'Task.owner',
      )
    return owner
  }
  if (to === 'queued') {
    if (input.after.statusReason === undefined)
      throw OutcomeError.businessRule('A release says why.', 'Task.statusReason')
    const asked = input.before.focus?.reference ?? ''
    const request = await input.read(asked)
    const recipient =
      request?.resourceType === 'CommunicationRequest'
        ? request.recipient?.[0]?.reference
        : undefined
    return (await poolOf(input, recipient)).service
  }
  return undefined
}

/** Resolved means answered: a human reply is its output, or staff say why there is none. */
function needsReply(before: Task, after: Task): void {
  if ((before.output ?? []).length === 0 && after.statusReason === undefined)
    throw OutcomeError.businessRule(
      'An ask is resolved after a reply, or with a reason.',
      'Task.statusReason',
    )
}

export function stateOf(task: Task): AskState | undefined {
  const code = codeOf(task.businessStatus, askStateSystem)
  return code !== undefined && code in allowed ? (code as AskState) : undefined
}

function same(before: Task, after: Task, name: string): boolean {
  const left = before as unknown as { [name: string]: unknown }
  const right = after as unknown as { [name: string]: unknown }
  return JSON.stringify(left[name]) === JSON.stringify(right[name])
}
