/**
 * What the registry says counts, and what a bundle brings is display data (R7, R22): care teams, roles, and the
 * directory with its look-alikes.
 */
import assert from 'node:assert/strict'
import type { CareTeam, Encounter, PractitionerRole, Resource } from '@medplum/fhirtypes'
import { record } from '#seed/record.ts'
import { registry } from '#seed/registry.ts'
import { type Asker, register } from '#tests/support/app.ts'
import { outcome } from '#tests/support/expect.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { alike } from './support/answers.ts'
import { consent, omar, siti, transaction } from './support/resources.ts'

const result = '/fhir/Observation/rimba-hba1c-1'

function team(id: string, member: string): CareTeam {
  return {
    resourceType: 'CareTeam',
    id,
    status: 'active',
    subject: { reference: siti },
    participant: [{ member: { reference: member as `Practitioner/${string}` } }],
  }
}

describe('the registry, and what only looks like it', () => {
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

  describe('a care team', () => {
    it('that a clinic’s bundle brings grants nobody anything', async () => {
      const brought = team('rimba-team', 'Practitioner/budi')
      await clinic.post('/fhir', transaction({ resource: brought })).expect(200)
      const permit = consent(siti, { type: 'permit', to: 'CareTeam/rimba-team' })
      await her.post('/fhir/Consent', permit).expect(201)
      await budi.get(result).expect(404)
    })

    it('that she wrote does, and ends on the next request', async () => {
      const { id: _none, ...written } = team('', 'Practitioner/budi')
      const { body } = await her.post('/fhir/CareTeam', written).expect(201)
      const permit = consent(siti, { type: 'permit', to: `CareTeam/${body.id}` })
      await her.post('/fhir/Consent', permit).expect(201)
      await budi.get(result).expect(200)
      await her.put(`/fhir/CareTeam/${body.id}`, { ...body, status: 'inactive' }).expect(200)
      await budi.get(result).expect(404)
    })

    it('of the registry does', async () => {
      const { subject: _hers, ...row } = team('ward', 'PractitionerRole/budi-tutong')
      await register(town.app, [row])
      const permit = consent(siti, { type: 'permit', to: 'CareTeam/ward' })
      await her.post('/fhir/Consent', permit).expect(201)
      await budi.get(result).expect(200)
      await register(town.app, [{ ...row, status: 'inactive' }])
      await budi.get(result).expect(404)
    })
  })

  it('a role that the administrator ends gives nothing from the next request on', async () => {
    const lim = town.app.as(town.lim)
    await lim.get(result).expect(200)
    const role = registry.entry?.find((one) => one.resource?.id === 'lim-rimba')?.resource
    await register(town.app, [{ ...(role as PractitionerRole), active: false }])
    await lim.get(result).expect(404)
    await register(town.app, [role as Resource])
    await lim.get(result).expect(200)
  })

  it('nobody but an administrator writes a registry row', async () => {
    const { body } = await clinic.get('/fhir/Practitioner/lim').expect(200)
    await clinic
      .put('/fhir/Practitioner/lim', { ...body, active: false })
      .expect(outcome('forbidden', 403))
    await clinic.delete('/fhir/Organization/rimba-clinic').expect(outcome('forbidden', 403))
  })

  it('a partOf that a bundle claims makes nobody an ancestor', async () => {
    const { body } = await clinic
      .post('/fhir/Organization', {
        resourceType: 'Organization',
        name: 'Umbrella',
        partOf: { reference: 'Organization/tutong-hospital' },
      })
      .expect(201)
    const permit = consent(siti, { type: 'permit', to: `Organization/${body.id}` })
    await her.post('/fhir/Consent', permit).expect(201)
    await budi.get(result).expect(404)
  })

  describe('a practitioner', () => {
    it('of the registry is read and found by anyone with a scope', async () => {
      for (const who of [her, budi, clinic]) {
        await who.get('/fhir/Practitioner/lim').expect(200)
        const found = await who.get('/fhir/Practitioner?name=Lim').expect(200)
        assert.equal(found.body.total, 1)
      }
    })

    describe('that a bundle brought', () => {
      const brought = '/fhir/Practitioner/rimba-locum'
      before(async () => {
        await clinic
          .post(
            '/fhir',
            transaction(
              {
                resource: {
                  resourceType: 'Practitioner',
                  id: 'rimba-locum',
                  name: [{ family: 'Locum' }],
                },
              },
              { resource: visit('rimba-visit', siti) },
              {
                resource: {
                  resourceType: 'Practitioner',
                  id: 'rimba-idle',
                  name: [{ family: 'Locum' }],
                },
              },
            ),
          )
          .expect(200)
      })

      it('is found by its recorder alone', async () => {
        const count = async (who: Asker) =>
          (await who.get('/fhir/Practitioner?name=Locum').expect(200)).body.total
        assert.equal(await count(clinic), 2)
        assert.equal(await count(town.app.as(town.lim)), 2)
        assert.equal(await count(budi), 0)
        assert.equal(await count(her), 0)
      })

      it('is read by others through a referrer that they see, and not else', async () => {
        await her.get(brought).expect(200)
        await her.get('/fhir/Practitioner/rimba-idle').expect(404)
        await alike(budi.get(brought), budi.get('/fhir/Practitioner/rimba-never'), 404)
        const permit = consent(siti, {
          type: 'permit',
          to: 'Practitioner/budi',
          classes: ['Encounter'],
        })
        const { body } = await her.post('/fhir/Consent', permit).expect(201)
        await budi.get(brought).expect(200)
        await her.put(`/fhir/Consent/${body.id}`, { ...body, status: 'inactive' }).expect(200)
        await budi.get(brought).expect(404)
        await town.app
          .as(await town.patient(omar))
          .get(brought)
          .expect(404)
      })

      it('is not read through a scope that does not reach the referrer', async () => {
        const { admin } = town.app.context
        const scope = 'user/Practitioner.rs'
        const narrow = town.app.as(await admin.mintForPerson({ who: siti, scope }))
        await narrow.get(brought).expect(404)
      })

      it('is changed by its recorder alone', async () => {
        const { body } = await her.get(brought).expect(200)
        await budi.put(brought, body).expect(404)
        await budi.delete(brought).expect(404)
        await clinic.put(brought, { ...body, name: [{ family: 'Locum Tenens' }] }).expect(200)
      })
    })
  })

  function visit(id: string, patient: string): Encounter {
    return {
      resourceType: 'Encounter',
      id,
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: patient as `Patient/${string}` },
      participant: [{ individual: { reference: 'Practitioner/rimba-locum' } }],
    }
  }
})
