/** Siti asks, an educator answers: crm.md 3.2. No ask is ever without an owner, and none is stored twice. */
import assert from 'node:assert/strict'
import type { Bundle, Communication, CommunicationRequest, Task } from '@medplum/fhirtypes'
import { ask } from '#seed/ask.ts'
import { record } from '#seed/record.ts'
import { moved } from '#seed/thread.ts'
import type { Asker } from '#tests/support/app.ts'
import { openTown, type Town } from '#tests/support/people.ts'

const siti = 'Patient/rimba-siti'
const role = 'PractitionerRole/aminah-rimba'

describe('given Siti, who has a question about a result', () => {
  let town: Town
  let her: Asker
  let educator: Asker
  let request: CommunicationRequest
  const asked = ask({
    patient: siti,
    by: siti,
    uuid: '0a0ea1f0-6f4a-4f5e-9d53-6d7f6a0d7f11',
    about: 'Observation/rimba-hba1c-1',
    text: 'What does 8.1 mean for me?',
  })
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    await town.app.as(town.clinic).post('/fhir', record).expect(200)
    her = town.app.as(await town.patient(siti))
    educator = town.app.as(town.aminah)
    const answer = await her.post('/fhir/CommunicationRequest', asked).expect(201)
    request = answer.body as CommunicationRequest
  })
  after(() => town.app.close())

  async function task(): Promise<Task> {
    const found = await educator
      .get(`/fhir/Task?focus=CommunicationRequest/${request.id}`)
      .expect(200)
    return (found.body as Bundle<Task>).entry?.[0]?.resource as Task
  }

  it('she is told a number, and the ask is in the pool', async () => {
    const number = request.identifier?.find((one) => one.system?.includes('ask-number'))?.value
    assert.match(number ?? '', /^M-2026-\d{6}$/)
    const work = await task()
    assert.equal(work.status, 'requested')
    assert.equal(work.owner?.reference, 'HealthcareService/rimba-educators')
  })

  it('sent again with its UUID it is the same ask', async () => {
    const again = await her.post('/fhir/CommunicationRequest', asked).expect(200)
    assert.equal((again.body as CommunicationRequest).id, request.id)
    const found = await her.get('/fhir/CommunicationRequest').expect(200)
    assert.equal((found.body as Bundle).total, 1)
  })

  it('ten at once are one', async function () {
    this.timeout(15_000)
    const other = {
      ...asked,
      identifier: [
        { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:5f6f9c59-2f9a-4b8e-a7c6-27b0d8b8f8a1' },
      ],
    }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => her.post('/fhir/CommunicationRequest', other)),
    )
    assert.equal(new Set(answers.map((one) => (one.body as { id: string }).id)).size, 1)
    assert.equal(answers.filter((one) => one.status === 201).length, 1)
  })

  it('the educator sees the item she attached and no other', async () => {
    await educator.get('/fhir/Observation/rimba-hba1c-1').expect(200)
    await educator.get('/fhir/Observation/rimba-hba1c-2').expect(404)
  })

  it('a doctor of another house sees nothing of it', async () => {
    const found = await town.app.as(town.budi).get('/fhir/Task').expect(200)
    assert.equal((found.body as Bundle).total, 0)
  })

  it('nobody answers before claiming', async () => {
    await educator
      .post('/fhir/Communication', {
        resourceType: 'Communication',
        status: 'completed',
        basedOn: [{ reference: `CommunicationRequest/${request.id}` }],
        payload: [{ contentString: 'Hello' }],
      })
      .expect(422)
  })

  it('of two who claim, the second is told who has it', async () => {
    const work = await task()
    const claimed = moved(work, 'claimed', { owner: { reference: role } })
    const version = `W/"${work.meta?.versionId}"`
    await educator.put(`/fhir/Task/${work.id}`, claimed).set('if-match', version).expect(200)
    const late = await educator
      .put(`/fhir/Task/${work.id}`, claimed)
      .set('if-match', version)
      .expect(412)
    assert.match(JSON.stringify(late.body), /PractitionerRole\/aminah-rimba took this at/)
  })

  it('an answer moves the work, and she reads it', async () => {
    await educator
      .post('/fhir/Communication', {
        resourceType: 'Communication',
        status: 'completed',
        basedOn: [{ reference: `CommunicationRequest/${request.id}` }],
        payload: [{ contentString: 'Below 7 is the aim.' }],
      })
      .expect(201)
    assert.equal((await task()).status, 'in-progress')
    const thread = await her
      .get(`/fhir/Communication?based-on=CommunicationRequest/${request.id}`)
      .expect(200)
    const texts = (thread.body as Bundle<Communication>).entry?.map(
      (entry) => entry.resource?.payload?.[0]?.contentString,
    )
    assert.ok(texts?.includes('Below 7 is the aim.'))
  })

  it('she cannot move, delete or unsay what others work on', async () => {
    const work = await task()
    // the educator recorded its last version
    await her.put(`/fhir/Task/${work.id}`, moved(work, 'resolved')).expect(403)
    await her.delete(`/fhir/Task/${work.id}`).expect(403)
    const thread = await her
      .get(`/fhir/Communication?based-on=CommunicationRequest/${request.id}`)
      .expect(200)
    const header = (thread.body as Bundle<Communication>).entry?.[0]?.resource
    await her.delete(`/fhir/Communication/${header?.id}`).expect(422)
    await her.delete(`/fhir/CommunicationRequest/${request.id}`).expect(422)
  })

  it('any other change of the Task is refused by name', async () => {
    const work = await task()
    const refused = await educator
      .put(`/fhir/Task/${work.id}`, { ...work, priority: 'stat' })
      .expect(422)
    assert.match(JSON.stringify(refused.body), /Task\.priority/)
  })

  it('resolved by the educator, reopened by her next message', async () => {
    const work = await task()
    await educator.put(`/fhir/Task/${work.id}`, moved(work, 'resolved')).expect(200)
    assert.equal((await task()).status, 'completed')
    await her
      .post('/fhir/Communication', {
        resourceType: 'Communication',
        status: 'completed',
        basedOn: [{ reference: `CommunicationRequest/${request.id}` }],
        payload: [{ contentString: 'And in Ramadan?' }],
      })
      .expect(201)
    assert.equal((await task()).status, 'in-progress')
  })

  it('an ask about an item that is hidden from her fails as for one that is absent', async () => {
    const hidden = {
      ...asked,
      identifier: [
        { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:11111111-2f9a-4b8e-a7c6-27b0d8b8f8a1' },
      ],
      about: [{ reference: 'Observation/rimba-creatinine-1' }],
      payload: [{ contentString: 'x' }],
    }
    const never = { ...hidden, about: [{ reference: 'Observation/rimba-never-was' }] }
    const one = await her.post('/fhir/CommunicationRequest', hidden).expect(422)
    const two = await her.post('/fhir/CommunicationRequest', never).expect(422)
    assert.deepEqual(one.body.issue, two.body.issue)
  })
})
