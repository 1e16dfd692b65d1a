/** The main job: a record is in, the patient decides, the next request obeys, the educator answers, she sees who looked. */
import type { AuditEvent, Bundle, Consent, Resource, Task } from '@medplum/fhirtypes'
import type { Context } from '../src/context.ts'
import { ask } from './ask.ts'
import { grant } from './consent.ts'
import { aminah, budi, siti } from './people.ts'
import { type Answer, type Session, sessionOf } from './session.ts'
import { claim, reply, resolve, tasksOf } from './thread.ts'

export interface Teller {
  chapter(title: string): void
  /** throws if it does not hold */
  step(told: string, holds: boolean, answer: Answer, why: string): void
}

const result = '/Observation/rimba-hba1c-2'
const absent = '/Observation/rimba-never-was'

export async function story(context: Context, teller: Teller): Promise<void> {
  const cast = {
    siti: await sessionOf(context, siti),
    budi: await sessionOf(context, budi),
    aminah: await sessionOf(context, aminah),
  }
  const begin = new Date(context.clock()).toISOString()
  await closedAtFirst(cast, teller)
  const consent = await sheDecides(cast, teller, begin)
  await heObeys(cast, teller)
  await sheEndsIt(cast, teller, consent)
  await sheAsks(context, cast, teller)
  await sheSeesWhoLooked(cast, teller, begin)
}

interface Cast {
  readonly siti: Session
  readonly budi: Session
  readonly aminah: Session
}

async function told(
  teller: Teller,
  who: Session,
  method: string,
  path: string,
  holds: (answer: Answer) => boolean,
  why: string,
  body?: object,
): Promise<Answer> {
  const answer = await who.ask(method, path, body)
  teller.step(`${who.name}: ${method} /fhir${path}`, holds(answer), answer, why)
  return answer
}

const status = (code: number) => (answer: Answer) => answer.status === code
const total = (answer: Answer): number => (answer.body as Bundle | undefined)?.total ?? -1

async function closedAtFirst(cast: Cast, teller: Teller): Promise<void> {
  teller.chapter('Her record is in, and closed')
  await told(
    teller,
    cast.siti,
    'GET',
    result,
    status(200),
    'It is her own record: she sees all of it (R16).',
  )
  await told(
    teller,
    cast.budi,
    'GET',
    result,
    status(404),
    'Dr Budi works elsewhere and she has not named him: to him the result does not exist (R19).',
  )
  await told(
    teller,
    cast.budi,
    'GET',
    `/Observation?patient=${siti.ref}`,
    (answer) => answer.status === 200 && total(answer) === 0,
    'A search does not tell more than a read: nothing, and the total is 0.',
  )
}

async function sheDecides(cast: Cast, teller: Teller, begin: string): Promise<Consent> {
  teller.chapter('She opens her results to one doctor, with one standard Consent')
  const year = Number(begin.slice(0, 4)) + 1
  const answer = await told(
    teller,
    cast.siti,
    'POST',
    '/Consent',
    status(201),
    'Permit, this doctor, class Observation, until the end of next year. In her own session it acts at once.',
    grant({
      patient: siti.ref,
      by: siti.ref,
      to: budi.ref,
      at: begin,
      classes: ['Observation'],
      until: `${year}-12-31`,
    }),
  )
  return answer.body as Consent
}

async function heObeys(cast: Cast, teller: Teller): Promise<void> {
  teller.chapter('His very next request obeys')
  await told(
    teller,
    cast.budi,
    'GET',
    result,
    status(200),
    'The same token as before: her Consent permits it (R18b).',
  )
  await told(
    teller,
    cast.budi,
    'GET',
    `/Observation?patient=${siti.ref}&code=http://loinc.org|4548-4`,
    (answer) => answer.status === 200 && total(answer) === 2,
    'Both of her HbA1c results, and a total that is right.',
  )
  await told(
    teller,
    cast.budi,
    'GET',
    `/MedicationRequest?patient=${siti.ref}`,
    (answer) => answer.status === 200 && total(answer) === 0,
    'Her medicines are not of the class she opened (R10).',
  )
  await told(
    teller,
    cast.budi,
    'GET',
    `/${siti.ref}`,
    (answer) => {
      const patient = answer.body as { telecom?: unknown; identifier?: unknown } | undefined
      return answer.status === 200 && patient?.identifier === undefined
    },
    'Whoever she trusts with something learns who she is: name, birth year, language, no more (R13b).',
  )
}

async function sheEndsIt(cast: Cast, teller: Teller, consent: Consent): Promise<void> {
  teller.chapter('She ends it')
  await told(
    teller,
    cast.siti,
    'PUT',
    `/Consent/${consent.id}`,
    status(200),
    'The Consent becomes inactive; nothing has to be applied or waited for.',
    { ...consent, status: 'inactive' },
  )
  const after = await told(
    teller,
    cast.budi,
    'GET',
    result,
    status(404),
    'His next request on the same token: gone.',
  )
  const never = await cast.budi.ask('GET', absent)
  teller.step(
    `${cast.budi.name}: GET /fhir${absent}`,
    never.status === after.status && plain(never) === plain(after),
    never,
    'An id that never existed gets the same answer, byte for byte but request id: hidden is absent.',
  )
}

/** The body without the request's id. */
function plain(answer: Answer): string {
  const { id: _request, ...rest } = answer.body as Resource
  return JSON.stringify(rest)
}

async function sheAsks(context: Context, cast: Cast, teller: Teller): Promise<void> {
  teller.chapter('She asks a health educator')
  const asked = ask({
    patient: siti.ref,
    by: siti.ref,
    uuid: context.rest.randomId(),
    about: 'Observation/rimba-hba1c-2',
    text: 'It is 6.9 now. Is that good?',
  })
  const first = await told(
    teller,
    cast.siti,
    'POST',
    '/CommunicationRequest',
    status(201),
    'Thread, message, work for the pool and their Consents are stored together with the ask.',
    asked,
  )
  await told(
    teller,
    cast.siti,
    'POST',
    '/CommunicationRequest',
    (answer) => answer.status === 200 && idOf(answer) === idOf(first),
    'Sent twice by a shaky network: it is the same ask, known by its UUID.',
    asked,
  )
  const request = `CommunicationRequest/${idOf(first)}`
  const [task] = await tasksOf(cast.aminah, request)
  await told(
    teller,
    cast.aminah,
    'GET',
    '/Observation/rimba-hba1c-2',
    status(200),
    'The educator sees the one result that she attached.',
  )
  await told(
    teller,
    cast.aminah,
    'GET',
    '/Observation/rimba-glucose-1',
    status(404),
    'And no other.',
  )
  if (task === undefined) throw new Error('the ask did not reach the pool')
  await claim(cast.aminah, task, 'PractitionerRole/aminah-rimba')
  await reply(cast.aminah, request, 'Very good: below 7 is the aim. Keep your evening walk.')
  await resolve(cast.aminah, request)
  await told(
    teller,
    cast.siti,
    'GET',
    `/Task?focus=${request}`,
    (answer) => stateOf(answer) === 'resolved',
    'Claimed, answered, resolved: she follows it as it moves.',
  )
  await told(
    teller,
    cast.siti,
    'GET',
    `/Communication?based-on=${request}`,
    (answer) => answer.status === 200 && total(answer) === 3,
    'The thread: its header, her question, the answer.',
  )
}

async function sheSeesWhoLooked(cast: Cast, teller: Teller, begin: string): Promise<void> {
  teller.chapter('She sees who looked')
  const answer = await told(
    teller,
    cast.siti,
    'GET',
    `/AuditEvent?patient=${siti.ref}&date=ge${begin}&_count=100`,
    (one) => total(one) >= 10,
    'Each act since the story began, refusals too, with who, when and by which rule.',
  )
  const events = ((answer.body as Bundle<AuditEvent>).entry ?? []).flatMap(
    (entry) => entry.resource ?? [],
  )
  const his = events.filter((event) => JSON.stringify(event.agent).includes(budi.ref))
  const refused = his.filter((event) => event.outcome !== '0')
  teller.step(
    `Of these by Dr Budi: ${his.length}, refused: ${refused.length}`,
    his.length >= 5 && refused.length >= 2,
    answer,
    'He tried before she named him and after she ended it: she can see both.',
  )
}

function idOf(answer: Answer): string | undefined {
  return (answer.body as { id?: string } | undefined)?.id
}

function stateOf(answer: Answer): string | undefined {
  const [entry] = (answer.body as Bundle<Task> | undefined)?.entry ?? []
  return entry?.resource?.businessStatus?.coding?.[0]?.code
}
