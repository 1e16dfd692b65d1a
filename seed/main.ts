/** Loads the demo clinic into the running server: people and their acts, told through the API. */
import type { CommunicationRequest } from '@medplum/fhirtypes'
import { registryBundle } from '../src/cli/registry-bundle.ts'
import { ask } from './ask.ts'
import { grant } from './consent.ts'
import { openSeed } from './open-seed.ts'
import { aminah, clinic, idPrefix, omar, siti } from './people.ts'
import { record } from './record.ts'
import { registry } from './registry.ts'
import { addressOf, session, sessionOf } from './session.ts'
import { claim, reply, resolve, tasksOf } from './thread.ts'

const context = await openSeed()
try {
  await context.admin.addRegistry(registryBundle(JSON.stringify(registry)))
  await theClinicRecords()
  await omarNamesHisDaughter()
  await sitiAsksAndAminahAnswers()
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exitCode = 1
} finally {
  await context.close()
}

async function theClinicRecords(): Promise<void> {
  const { client_id } = await context.admin.addClient({
    name: 'Rimba Clinic records',
    organization: clinic.name,
    scope: 'system/*.cruds',
    purpose: 'TREAT',
    ids: { prefix: idPrefix },
  })
  const token = await context.admin.mintForClient({ client: client_id })
  await session(addressOf(context.config), clinic.name, token).must(200, 'POST', '/', record)
}

/** Ali's record stays closed to her until legal authority is served (R17). */
async function omarNamesHisDaughter(): Promise<void> {
  const omarHimself = await sessionOf(context, omar)
  const related = (await omarHimself.must(201, 'POST', '/RelatedPerson', {
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: omar.ref },
    relationship: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'DAU' }],
      },
    ],
    name: [{ text: siti.name }],
  })) as { id?: string }
  await omarHimself.must(
    201,
    'POST',
    '/Consent',
    grant({
      patient: omar.ref,
      by: omar.ref,
      to: `RelatedPerson/${related.id}`,
      at: new Date(context.clock()).toISOString(),
      purposes: ['FAMRQT'],
    }),
  )
}

async function sitiAsksAndAminahAnswers(): Promise<void> {
  const sitiHerself = await sessionOf(context, siti)
  const asked = (await sitiHerself.must(
    201,
    'POST',
    '/CommunicationRequest',
    ask({
      patient: siti.ref,
      by: siti.ref,
      uuid: '6f0c2b1e-4d0a-4c55-9a3e-5b1f7c9d2e10',
      about: 'Observation/rimba-hba1c-1',
      text: 'What does 8.1 mean for me?',
    }),
  )) as CommunicationRequest
  const request = `CommunicationRequest/${asked.id}`
  const educator = await sessionOf(context, aminah)
  const [task] = await tasksOf(educator, request)
  if (task === undefined) throw new Error('the ask did not reach the pool')
  await claim(educator, task, 'PractitionerRole/aminah-rimba')
  await reply(
    educator,
    request,
    'It is your average sugar of the last three months. Below 7 is the aim; a walk after dinner helps. Ask me anything.',
  )
  await resolve(educator, request)
}
