/** What a stranger learns by asking in other ways: nothing (consent.md 7, laws 12 and 14). */
import assert from 'node:assert/strict'
import type { Bundle, CommunicationRequest, Patient, Resource } from '@medplum/fhirtypes'
import { ask } from '#seed/ask.ts'
import { grant } from '#seed/consent.ts'
import { record } from '#seed/record.ts'
import type { Asker } from '#tests/support/app.ts'
import { bundleOf } from '#tests/support/expect.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { alike } from './alike.ts'

const siti = 'Patient/rimba-siti'
const hospital = 'Organization/tutong-hospital'

describe('given a doctor whom Siti trusts with her observations alone', () => {
  let town: Town
  let her: Asker
  let budi: Asker
  let clinic: Asker
  let asked: CommunicationRequest
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    clinic = town.app.as(town.clinic)
    await clinic.post('/fhir', record).expect(200)
    her = town.app.as(await town.patient(siti))
    budi = town.app.as(town.budi)
    const at = '2026-11-24T00:00:00Z'
    const trust = { patient: siti, by: siti, to: 'Practitioner/budi', at }
    await her.post('/fhir/Consent', grant({ ...trust, classes: ['Observation'] })).expect(201)
    const sent = ask({
      patient: siti,
      by: siti,
      uuid: '5f0ea1f0-6f4a-4f5e-9d53-6d7f6a0d7f11',
      text: 'Why?',
    })
    asked = (await her.post('/fhir/CommunicationRequest', sent).expect(201)).body
  })
  after(() => town.app.close())

  it('a criterion that finds her Patient answers the stub that he may see, not the whole', async () => {
    const read = (await budi.get(`/fhir/${siti}`).expect(200)).body as Patient
    assert.equal(read.identifier, undefined, 'he reads her stub')
    const found = await budi
      .post('/fhir/Patient', { resourceType: 'Patient' })
      .set('if-none-exist', '_id=rimba-siti')
      .expect(200)
    assert.deepEqual(found.body, read)
  })

  it('his own trail does not tell what was hidden from what never was', async () => {
    const before = await trail(budi)
    const tell = async (id: string) => {
      await budi.get(`/fhir/Condition/${id}`).expect(404)
      await budi.get(`/fhir/Condition/${id}/_history`).expect(404)
      await budi.put(`/fhir/Condition/${id}`, { resourceType: 'Condition', id }).expect(404)
      await budi.delete(`/fhir/Condition/${id}`).expect(404)
      return trail(budi)
    }
    const hidden = (await tell('rimba-depression')).slice(0, -before.length)
    const absent = (await tell('rimba-nothing')).slice(0, hidden.length)
    assert.deepEqual(hidden, absent)
    const counted = async () =>
      bundleOf(await budi.get(`/fhir/AuditEvent?patient=${siti}&_count=200`)).total
    const total = await counted()
    await budi.get('/fhir/Condition/rimba-depression').expect(404)
    // the count itself is an act about her, the refusal is not told
    assert.equal(await counted(), (total ?? 0) + 1)
  })

  it('she reads that he tried', async () => {
    const hers = bundleOf(await her.get('/fhir/AuditEvent?_count=200').expect(200))
    const refused = (hers.entry ?? []).filter((one) =>
      JSON.stringify(one.resource).includes('Condition/rimba-depression'),
    )
    assert.ok(refused.length > 0)
  })

  it('a message to a thread that he may not see is one to no thread', async () => {
    const to = (id: string) =>
      budi.post('/fhir/Communication', {
        resourceType: 'Communication',
        status: 'completed',
        basedOn: [{ reference: `CommunicationRequest/${id}` }],
        payload: [{ contentString: 'Hello' }],
      })
    const nowhere = '00000000-6f4a-4f5e-9d53-6d7f6a0d7f11'
    alike(await to(asked.id ?? ''), await to(nowhere), [asked.id ?? '', nowhere])
  })

  it('an ask with her UUID is his own, not hers told back', async () => {
    const sent = ask({
      patient: siti,
      by: 'Practitioner/budi',
      uuid: '5f0ea1f0-6f4a-4f5e-9d53-6d7f6a0d7f11',
      text: 'x',
    })
    const answer = await budi.post('/fhir/CommunicationRequest', sent)
    assert.doesNotMatch(answer.text, /Why\?/)
  })

  it('a list of his does not tell by its label which items there are', async () => {
    const list = (item: string) =>
      budi.post('/fhir/List', {
        resourceType: 'List',
        status: 'current',
        mode: 'working',
        code: { coding: [{ system: 'http://loinc.org', code: '11450-4' }] },
        entry: [{ item: { reference: item } }],
      })
    const pair = ['Condition/rimba-depression', 'Condition/rimba-nothing'] as const
    const [one, other] = [await list(pair[0]), await list(pair[1])]
    alike(one, other, pair)
    const read = (found: { body: Resource }) => budi.get(`/fhir/List/${found.body.id}`)
    alike(await read(one), await read(other), pair)
  })

  it('a medication of another clinic is not taken over by whoever names it first', async () => {
    await clinic
      .put('/fhir/Medication/rimba-m1', {
        resourceType: 'Medication',
        id: 'rimba-m1',
        code: { coding: [{ system: 'http://snomed.info/sct', code: '372567009' }] },
      })
      .expect(201)
    await her.get('/fhir/Medication/rimba-m1').expect(404)
    await her.post('/fhir/MedicationStatement', {
      resourceType: 'MedicationStatement',
      status: 'active',
      medicationReference: { reference: 'Medication/rimba-m1' },
      subject: { reference: siti },
    })
    await her.get('/fhir/Medication/rimba-m1').expect(404)
    await clinic.get('/fhir/Medication/rimba-m1').expect(200)
  })

  it('his hospital does not let itself in by saying that she agreed', async () => {
    const forged = {
      ...grant({ patient: siti, by: siti, to: hospital, at: '2026-11-24T00:00:00Z' }),
      verification: [
        {
          verified: true,
          verificationDate: '2026-11-24T00:00:00Z',
          verifiedWith: { reference: siti },
        },
      ],
    }
    await budi.post('/fhir/Consent', forged)
    await budi.get('/fhir/Condition/rimba-diabetes').expect(404)
    const found = bundleOf(await budi.get(`/fhir/Condition?patient=${siti}`).expect(200))
    assert.equal(found.total, 0)
  })

  it('of an appointment that she shares she reads neither in references nor in words with whom', async () => {
    const patients = [siti, 'Patient/rimba-omar']
    const made = await clinic.post('/fhir/Appointment', {
      resourceType: 'Appointment',
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml">Siti and Haji Omar</div>',
      },
      status: 'proposed',
      participant: patients.map((reference) => ({
        actor: { reference, display: reference },
        status: 'needs-action',
      })),
    })
    const shown = await her.get(`/fhir/Appointment/${made.body.id}`).expect(200)
    assert.match(shown.text, /rimba-siti/)
    assert.doesNotMatch(shown.text, /omar/i)
  })

  it('a granular scope holds for the history and for what was deleted', async () => {
    const { admin } = town.app.context
    const scope =
      'user/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory'
    const narrow = town.app.as(await admin.mintForPerson({ who: 'Patient/rimba-siti', scope }))
    const vital = (
      await her.post('/fhir/Observation', {
        resourceType: 'Observation',
        status: 'final',
        category: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/observation-category',
                code: 'vital-signs',
              },
            ],
          },
        ],
        code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
        subject: { reference: siti },
      })
    ).body as Resource
    const path = `/fhir/Observation/${vital.id}`
    await narrow.get('/fhir/Observation/rimba-hba1c-1/_history').expect(200)
    await narrow.get(path).expect(404)
    await narrow.get(`${path}/_history`).expect(404)
    await her.delete(path).expect(204)
    await her.get(path).expect(410)
    await narrow.get(path).expect(404)
    await narrow.get(`${path}/_history`).expect(404)
    await narrow.get(`${path}/_history/${vital.meta?.versionId}`).expect(404)
  })
})

/** The caller's own acts, newest first, without what differs by itself. */
async function trail(who: Asker): Promise<string[]> {
  const found = (await who.get('/fhir/AuditEvent?_count=200').expect(200)).body as Bundle
  return (found.entry ?? [])
    .map((entry) =>
      JSON.stringify(entry.resource)
        .replaceAll(/rimba-(depression|nothing)/g, 'ID')
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
        .replaceAll(/\d{4}-\d{2}-\d{2}T[0-9:.]+Z/g, 'MOMENT'),
    )
    .filter((text) => !text.includes('"code":"search-type"'))
}
