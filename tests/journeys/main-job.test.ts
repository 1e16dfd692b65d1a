/** The main job as a story: records go in, the patient decides, the next request obeys, she sees who looked. */
import assert from 'node:assert/strict'
import type { AuditEvent, Bundle, Consent } from '@medplum/fhirtypes'
import { grant } from '#seed/consent.ts'
import { record } from '#seed/record.ts'
import { openTown, type Town } from '#tests/support/people.ts'

const siti = 'Patient/rimba-siti'
const result = '/fhir/Observation/rimba-hba1c-2'

describe('given a clinic that sent the records of its patients', () => {
  let town: Town
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    await town.app.as(town.clinic).post('/fhir', record).expect(200)
  })
  after(() => town.app.close())

  it('Siti reads all of her own, the sensitive too', async () => {
    const her = town.app.as(await town.patient(siti))
    await her.get(result).expect(200)
    await her.get('/fhir/Condition/rimba-depression').expect(200)
    const found = await her.get(`/fhir/Observation?patient=${siti}`).expect(200)
    assert.equal((found.body as Bundle).total, 3)
  })

  it('a doctor of the clinic that recorded it keeps it (R19e)', async () => {
    await town.app.as(town.lim).get(result).expect(200)
  })

  it('another patient is told that nothing is there', async () => {
    const omar = town.app.as(await town.patient('Patient/rimba-omar'))
    await omar.get(result).expect(404)
    await omar.get(`/fhir/${siti}`).expect(404)
    const found = await omar.get(`/fhir/Observation?patient=${siti}`).expect(200)
    assert.equal((found.body as Bundle).total, 0)
  })

  describe('when a doctor of another organisation asks', () => {
    it('he is told that nothing is there', async () => {
      const budi = town.app.as(town.budi)
      await budi.get(result).expect(404)
      const found = await budi.get('/fhir/Observation').expect(200)
      assert.equal((found.body as Bundle).total, 0)
    })
  })

  describe('when she names him for her observations', () => {
    let consent: Consent
    before(async () => {
      const her = town.app.as(await town.patient(siti))
      const given = grant({
        patient: siti,
        by: siti,
        to: 'Practitioner/budi',
        at: '2026-11-25',
        classes: ['Observation'],
        until: '2027-12-31',
      })
      const answer = await her.post('/fhir/Consent', given).expect(201)
      consent = answer.body as Consent
    })

    it('his next request on the same token obeys, and total and pages are right', async () => {
      const budi = town.app.as(town.budi)
      await budi.get(result).expect(200)
      const first = await budi.get(`/fhir/Observation?patient=${siti}&_count=2`).expect(200)
      const page = first.body as Bundle
      assert.equal(page.total, 3)
      assert.equal(page.entry?.length, 2)
      const next = page.link?.find((link) => link.relation === 'next')?.url ?? ''
      const second = await budi.get(next.slice(next.indexOf('/fhir'))).expect(200)
      assert.equal((second.body as Bundle).entry?.length, 1)
    })

    it('what is of another class, or of somebody else, stays absent', async () => {
      const budi = town.app.as(town.budi)
      await budi.get('/fhir/MedicationRequest/rimba-metformin').expect(404)
      await budi.get('/fhir/Condition/rimba-depression').expect(404)
      await budi.get('/fhir/Observation/rimba-creatinine-1').expect(404)
    })

    it('he learns who she is, and no more', async () => {
      const answer = await town.app.as(town.budi).get(`/fhir/${siti}`).expect(200)
      assert.deepEqual(
        new Set(Object.keys(answer.body as object)),
        new Set(['birthDate', 'communication', 'id', 'meta', 'name', 'resourceType']),
      )
      assert.equal(answer.body.birthDate, '1978')
    })

    describe('and ends it', () => {
      before(async () => {
        const her = town.app.as(await town.patient(siti))
        await her.put(`/fhir/Consent/${consent.id}`, { ...consent, status: 'inactive' }).expect(200)
      })

      it('his next request equals, byte for byte, the one for an id that never existed', async () => {
        const budi = town.app.as(town.budi)
        const hidden = await budi.get(result).expect(404)
        const never = await budi.get('/fhir/Observation/rimba-never-was').expect(404)
        assert.equal(withoutRequest(hidden), withoutRequest(never))
      })

      it('her access history names each act, refusals too', async () => {
        const her = town.app.as(await town.patient(siti))
        const answer = await her.get(`/fhir/AuditEvent?patient=${siti}&_count=100`).expect(200)
        const bundle = answer.body as Bundle<AuditEvent>
        const events = (bundle.entry ?? []).flatMap((entry) => entry.resource ?? [])
        assert.equal(bundle.total, events.length)
        const his = events.filter((event) =>
          JSON.stringify(event.agent).includes('Practitioner/budi'),
        )
        assert.ok(his.some((event) => event.outcome === '0'))
        assert.ok(his.some((event) => event.outcome === '4'))
      })
    })
  })
})

/** Status, headers and body, but request id and date. */
function withoutRequest(answer: { status: number; headers: object; text: string }): string {
  const { date: _date, 'x-request-id': id, ...headers } = answer.headers as Record<string, string>
  return JSON.stringify([answer.status, headers, answer.text.replaceAll(String(id), '')])
}
