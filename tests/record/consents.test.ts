/** Consents as they are written: by whom, through what, and what they then do (R4d, R18, R19, smart.md 5). */
import assert from 'node:assert/strict'
import type { Consent, RelatedPerson } from '@medplum/fhirtypes'
import type { Principal } from '#policy/principal.ts'
import { parseScopes } from '#policy/scope/parse.ts'
import { record } from '#seed/record.ts'
import type { Asker } from '#tests/support/app.ts'
import { outcome } from '#tests/support/expect.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { counts } from './support/answers.ts'
import { consent, omar, posture, siti } from './support/resources.ts'

const result = '/fhir/Observation/rimba-hba1c-1'
const sensitive = '/fhir/Condition/rimba-depression'
const permit = { type: 'permit', to: 'Practitioner/budi' } as const

describe('Consents as they are written', () => {
  let town: Town
  let clinic: Asker
  let her: Asker
  let budi: Asker
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    clinic = town.app.as(town.clinic)
    budi = town.app.as(town.budi)
    await clinic.post('/fhir', record).expect(200)
    her = town.app.as(await town.patient(siti))
  })
  after(() => town.app.close())

  async function given(by: Asker, said: Consent): Promise<Consent> {
    const answer = await by.post('/fhir/Consent', said)
    assert.equal(answer.status, 201, answer.text)
    return answer.body as Consent
  }

  const ended = (said: Consent) =>
    her.put(`/fhir/Consent/${said.id}`, { ...said, status: 'inactive' }).expect(200)

  it('without a patient: 422 at the element, and nothing is written', async () => {
    const { patient: _none, ...nobodys } = consent(siti, permit)
    const before = await counts(town.app)
    await her
      .post('/fhir/Consent', nobodys)
      .expect(outcome('business-rule', 422, { expression: 'Consent.patient' }))
    assert.deepEqual(await counts(town.app), before)
  })

  it('of somebody else: refused as for an absent patient', async () => {
    await her.post('/fhir/Consent', consent(omar, permit)).expect(outcome('business-rule', 422))
    await her
      .post('/fhir/Consent', consent('Patient/rimba-never', permit))
      .expect(outcome('business-rule', 422))
  })

  it('through an app only as proposed, which opens nothing', async () => {
    const app: Principal = {
      kind: 'patient',
      who: siti,
      patient: siti,
      client: { id: 'app', device: 'Device/app', name: 'An app' },
      scopes: parseScopes('patient/*.cruds', () => true),
      purpose: 'PATRQT',
      ceiling: 'R',
      grant: 'g',
      steppedUp: true,
    }
    const access = await town.app.context.record.open(app)
    const create = (said: Consent) => access.create('Consent', JSON.stringify(said))
    await assert.rejects(create(consent(siti, permit)), { status: 422 })
    const { version } = await create(consent(siti, permit, { status: 'proposed' }))
    await budi.get(result).expect(404)
    const proposed = JSON.parse(version?.json ?? '{}') as Consent
    const active = JSON.stringify({ ...proposed, status: 'active' })
    await assert.rejects(access.update('Consent', proposed.id ?? '', active), { status: 422 })
    await her.put(`/fhir/Consent/${proposed.id}`, { ...proposed, status: 'active' }).expect(200)
    await budi.get(result).expect(200)
    await ended(proposed)
    await budi.get(result).expect(404)
  })

  it('a permit opens what it names up to N, a deny for everyone closes it again', async () => {
    const opened = await given(her, consent(siti, permit))
    await budi.get(result).expect(200)
    await budi.get(sensitive).expect(404)
    const closed = await given(her, consent(siti, { type: 'deny' }))
    await budi.get(result).expect(404)
    // A deny that names nobody leaves the recorder its own (R19e).
    await town.app.as(town.lim).get(result).expect(200)
    await ended(closed)
    await budi.get(result).expect(200)
    await ended(opened)
  })

  it('a clinic’s deny acts at once, and its permit does not (R4d)', async () => {
    const opened = await given(her, consent(siti, permit))
    await given(clinic, consent(siti, { type: 'permit', to: 'Organization/tutong-hospital' }))
    await budi.get(sensitive).expect(404)
    await budi.get(result).expect(200)
    const deny = await given(clinic, consent(siti, { type: 'deny', to: 'Practitioner/budi' }))
    await budi.get(result).expect(404)
    await clinic.put(`/fhir/Consent/${deny.id}`, { ...deny, status: 'inactive' }).expect(200)
    await budi.get(result).expect(200)
    await ended(opened)
    await budi.get(result).expect(404)
  })

  it('a clinic does not lock another out of what that recorded itself', async () => {
    const { admin } = town.app.context
    const { client_id } = await admin.addClient({
      name: 'Tutong records',
      organization: 'Tutong Hospital',
      scope: 'system/*.cruds',
      purpose: 'TREAT',
    })
    const hospital = town.app.as(await admin.mintForClient({ client: client_id }))
    const opened = await given(
      her,
      consent(siti, { type: 'permit', to: 'Organization/tutong-hospital' }),
    )
    await given(hospital, consent(siti, { type: 'deny', to: 'Organization/rimba-clinic' }))
    await town.app.as(town.lim).get(result).expect(200)
    await ended(opened)
  })

  it('a permit with a label reaches it, topic by topic', async () => {
    const opened = await given(her, consent(siti, { ...permit, labels: ['R'] }))
    await budi.get(sensitive).expect(200)
    const closed = await given(her, consent(siti, { type: 'deny', labels: ['PSY'] }))
    await budi.get(sensitive).expect(404)
    await budi.get(result).expect(200)
    await ended(closed)
    await ended(opened)
  })

  it('posture closed suspends grants, and trusted-only brings them back', async () => {
    const opened = await given(her, consent(siti, permit))
    await budi.get(result).expect(200)
    const closed = await given(her, posture(siti, 'closed'))
    await budi.get(result).expect(404)
    await town.app.as(town.lim).get(result).expect(200)
    await her
      .put(`/fhir/Consent/${closed.id}`, { ...posture(siti, 'trusted-only'), id: closed.id })
      .expect(200)
    await budi.get(result).expect(200)
    await ended(opened)
  })

  describe('a representative', () => {
    let mother: Asker
    let person: RelatedPerson
    before(async () => {
      const { body } = await her
        .post('/fhir/RelatedPerson', {
          resourceType: 'RelatedPerson',
          patient: { reference: siti },
          name: [{ text: 'Mother' }],
        })
        .expect(201)
      person = body as RelatedPerson
      mother = town.app.as(await town.patient(`RelatedPerson/${person.id}`))
    })

    it('sees nothing before she says so', async () => {
      await mother.get(result).expect(404)
      assert.equal((await mother.get('/fhir/Observation').expect(200)).body.total, 0)
    })

    it('sees what her Consent with FAMRQT opens, up to its label', async () => {
      const to = `RelatedPerson/${person.id}`
      const opened = await given(her, consent(siti, { type: 'permit', to, purpose: 'FAMRQT' }))
      await mother.get(result).expect(200)
      await mother.get(sensitive).expect(404)
      assert.equal((await mother.get('/fhir/Observation').expect(200)).body.total, 3)
      await mother.delete(result).expect(outcome('forbidden', 403))
      await ended(opened)
      await mother.get(result).expect(404)
    })

    it('sees nothing by a permit for another purpose', async () => {
      const to = `RelatedPerson/${person.id}`
      const opened = await given(her, consent(siti, { type: 'permit', to, purpose: 'TREAT' }))
      await mother.get(result).expect(404)
      await ended(opened)
    })
  })
})
