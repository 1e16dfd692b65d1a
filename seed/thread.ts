/** What an educator does with an ask: finds it in the pool, claims it, answers, resolves. */
import type { Bundle, Communication, Task } from '@medplum/fhirtypes'
import type { Session } from './session.ts'

const askState = 'https://amanah.example/fhir/CodeSystem/ask-state'

/** The Tasks of an ask that this session can see. */
export async function tasksOf(session: Session, ask: string): Promise<Task[]> {
  const found = (await session.must(200, 'GET', `/Task?focus=${ask}`)) as Bundle<Task>
  return (found.entry ?? []).flatMap((entry) => entry.resource ?? [])
}

export function moved(task: Task, state: string, change: Partial<Task> = {}): Task {
  return { ...task, businessStatus: { coding: [{ system: askState, code: state }] }, ...change }
}

export function ifMatch(task: Task): Record<string, string> {
  return { 'if-match': `W/"${task.meta?.versionId}"` }
}

export async function claim(session: Session, task: Task, role: string): Promise<Task> {
  const owner = { reference: role as `PractitionerRole/${string}` }
  return (await session.must(
    200,
    'PUT',
    `/Task/${task.id}`,
    moved(task, 'claimed', { owner }),
    ifMatch(task),
  )) as Task
}

export async function reply(session: Session, ask: string, text: string): Promise<Communication> {
  return (await session.must(201, 'POST', '/Communication', {
    resourceType: 'Communication',
    status: 'completed',
    basedOn: [{ reference: ask }],
    payload: [{ contentString: text }],
  })) as Communication
}

export async function resolve(session: Session, ask: string): Promise<Task> {
  const [task] = await tasksOf(session, ask)
  if (task === undefined) throw new Error('the Task of the ask is not to be seen')
  return (await session.must(
    200,
    'PUT',
    `/Task/${task.id}`,
    moved(task, 'resolved'),
    ifMatch(task),
  )) as Task
}
