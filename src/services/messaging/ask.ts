/**
 * T1 submit (crm.md 3.2): a CommunicationRequest by a patient, or by someone for her, becomes a thread header,
 * a first message, a Task in the pool and the thread's Consents, all in the transaction that stores the ask.
 */
import type { Communication, CommunicationRequest, Reference, Task } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import type { AddedEntry, RuleAnswer, RuleInput } from '#record/declaration.ts'
import { poolOf } from './pool.ts'
import { itemConsent, threadConsent, workConsent } from './thread-consent.ts'
import { messageKind, numberSystem, state, uuidSystem } from './vocabulary.ts'

const ninetyDays = 90 * 86_400_000
const itemLimit = 5

export async function ask(input: RuleInput & { after: CommunicationRequest }): Promise<RuleAnswer> {
  const sent = input.after
  if (sent.status === 'draft') return {}
  if (sent.status !== 'active')
    throw OutcomeError.businessRule(
      'A new ask is a draft or active.',
      'CommunicationRequest.status',
    )
  const patient = subjectOf(sent)
  const uuid = uuidOf(sent)
  const earlier = await input.find('CommunicationRequest', [
    ['identifier', `${uuidSystem}|${uuid}`],
    ['patient', patient],
  ])
  for (const { id } of earlier)
    if (await input.sees(`CommunicationRequest/${id}`))
      return { repeats: `CommunicationRequest/${id}` }

  await attachable(input, itemsOf(sent))
  const pool = await poolOf(input, sent.recipient?.[0]?.reference)
  const year = input.now.slice(0, 4)
  const number = await input.nextNumber(`ask-${year}`)
  const asked: CommunicationRequest = {
    ...sent,
    identifier: [
      ...(sent.identifier ?? []),
      { system: numberSystem, value: `M-${year}-${String(number).padStart(6, '0')}` },
    ],
    recipient: [{ reference: pool.service }],
    authoredOn: sent.authoredOn ?? input.now,
  }
  return {
    after: asked,
    claim: `ask:${input.principal.who}:${patient}:${uuid}`,
    also: threadOf(input, asked, patient, pool),
  }
}

function threadOf(
  input: RuleInput,
  asked: CommunicationRequest,
  patient: string,
  pool: { service: string; team: string },
): AddedEntry[] {
  const header = `Communication/${input.newId()}`
  const basedOn = [{ reference: input.ref }]
  const parties = { patient, by: input.principal.who, team: pool.team, now: input.now }
  // R4e: through an app an ask opens items up to N only.
  const reach = input.principal.client === undefined ? 'R' : 'N'
  const subject = { reference: patient } as Reference<never>
  const writer = { reference: input.principal.who } as Reference<never>
  const head: Communication = {
    resourceType: 'Communication',
    basedOn,
    status: 'in-progress',
    subject,
    recipient: [{ reference: patient }, { reference: pool.service }] as Reference<never>[],
    ...(asked.reasonCode?.[0] === undefined ? {} : { topic: asked.reasonCode[0] }),
  }
  const message: Communication = {
    resourceType: 'Communication',
    basedOn,
    partOf: [{ reference: header }],
    status: 'completed',
    category: [messageKind('question')],
    subject,
    sender: writer,
    recipient: [{ reference: pool.service }] as Reference<never>[],
    sent: asked.authoredOn ?? input.now,
    ...(asked.payload === undefined
      ? {}
      : { payload: asked.payload as Communication['payload'] & object }),
  }
  const work: Task = {
    resourceType: 'Task',
    status: 'requested',
    businessStatus: state('queued'),
    intent: 'order',
    priority: asked.priority ?? 'routine',
    code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
    focus: { reference: input.ref },
    for: subject,
    requester: writer,
    owner: { reference: pool.service } as Reference<never>,
    authoredOn: input.now,
    lastModified: input.now,
  }
  const until = new Date(Date.parse(input.now) + ninetyDays).toISOString()
  const create = (ref: string, resource: AddedEntry['resource']): AddedEntry => ({
    act: 'create',
    ref,
    resource,
  })
  return [
    create(header, head),
    create(`Communication/${input.newId()}`, message),
    create(`Task/${input.newId()}`, work),
    create(`Consent/${input.newId()}`, threadConsent(parties, input.ref)),
    create(`Consent/${input.newId()}`, workConsent(parties, input.ref)),
    ...itemsOf(asked).map((item) =>
      create(`Consent/${input.newId()}`, itemConsent(parties, item, until, reach)),
    ),
  ]
}

function subjectOf(sent: CommunicationRequest): string {
  const patient = sent.subject?.reference
  if (patient === undefined || !patient.startsWith('Patient/'))
    throw OutcomeError.businessRule('An ask is about one patient.', 'CommunicationRequest.subject')
  return patient
}

/** The client's UUID makes sending again harmless. */
function uuidOf(sent: CommunicationRequest): string {
  const value = sent.identifier?.find((one) => one.system === uuidSystem)?.value
  if (value === undefined || !value.startsWith('urn:uuid:'))
    throw OutcomeError.businessRule(
      "An ask carries the sender's own UUID (system urn:ietf:rfc:3986, value urn:uuid:…), so that it can be sent again safely.",
      'CommunicationRequest.identifier',
    )
  return value
}

const secret = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality|V'

/**
 * What is hidden from the writer, or not the writer's to pass on, cannot be attached, exactly like what is absent;
 * what is secret is never sent.
 */
async function attachable(input: RuleInput, items: readonly string[]): Promise<void> {
  for (const item of items) {
    if (!(await input.passesOn(item)))
      throw OutcomeError.businessRule(
        'It is about an item that is not known here.',
        'CommunicationRequest.about',
      )
    const labels = (await input.read(item))?.meta?.security ?? []
    if (labels.some((label) => `${label.system}|${label.code}` === secret))
      throw OutcomeError.businessRule(
        'What only the patient can see cannot be attached.',
        'CommunicationRequest.about',
      )
  }
}

/** Record items named in `about` or attached, without versions. */
function itemsOf(asked: CommunicationRequest): string[] {
  const named = [
    ...(asked.about ?? []).map((one) => one.reference),
    ...(asked.payload ?? []).map((one) => one.contentReference?.reference),
  ]
  const items = new Set(
    named.flatMap((one) => (one === undefined ? [] : [one.split('/_history/')[0] ?? one])),
  )
  if (items.size > itemLimit)
    throw OutcomeError.businessRule(
      `At most ${itemLimit} items of the record can be attached to one ask.`,
      'CommunicationRequest.about',
    )
  return [...items]
}
