/** What a write lets its writer reach afterwards: nothing that she did not open (consent.md 11, smart.md 15 case 66). */
import assert from 'node:assert/strict'
import type { Bundle, Consent, Resource, Task } from '@medplum/fhirtypes'
import type { Principal } from '#policy/principal.ts'
import { parseScopes } from '#policy/scope/parse.ts'
import type { Access } from '#record/record.ts'
import { ask } from '#seed/ask.ts'
import { grant } from '#seed/consent.ts'
import { record } from '#seed/record.ts'
import { type Asker, register } from '#tests/support/app.ts'
import { bundleOf, outcome } from '#tests/support/expect.ts'
import { openTown, type Town } from '#tests/support/people.ts'

const siti = 'Patient/rimba-siti'
const at = '2026-11-24T00:00:00Z'
const uuid = (n: number) => `5f0ea1f0-6f4a-4f5e-9d53-6d7f6a0d7f${10 + n}`
const refusal: Consent = (() => {
  const { provision, ...rest } = grant({ patient: siti, by: siti, to: 'Practitioner/budi', at })
  return { ...rest, provision: { ...provision, type: 'deny' } }
})()

describe('given people and apps that write to reach further', () => {
  let town: Town
  let her: Asker
  let budi: Asker
  let clinic: Asker
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    clinic = town.app.as(town.clinic)
    await clinic.post('/fhir', record).expect(200)
    her = town.app.as(await town.patient(siti))
    budi = town.app.as(town.budi)
  })
  after(() => town.app.close())

  function as(more: Partial<Principal>): Promise<Access> {
    const principal = {
      kind: 'patient',
      who: siti,
      patient: siti,
      scopes: parseScopes('patient/*.cruds', () => true),
      purpose: 'PATRQT',
      ceiling: 'V',
      grant: 'g',
      steppedUp: false,
      ...more,
    } as Principal
    return town.app.context.record.open(principal)
  }
  const client = { id: 'app', device: 'Device/app', name: 'An app' } as const
  const status = (code: number) => (fault: unknown) => {
    assert.equal((fault as { status?: number }).status, code, String(fault))
    return true
  }

  it('an app of hers neither ends nor deletes what she refuses, alone or in a Bundle', async () => {
    const deny = (await her.post('/fhir/Consent', refusal).expect(201)).body as Consent
    const app = await as({ client })
    const ended = JSON.stringify({ ...deny, status: 'inactive' })
    await assert.rejects(app.update('Consent', deny.id ?? '', ended), status(422))
    await assert.rejects(app.delete('Consent', deny.id ?? ''), status(422))
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [{ request: { method: 'DELETE', url: `Consent/${deny.id}` } }],
    }
    await assert.rejects(app.transact(JSON.stringify(bundle)), status(422))
    await her.put(`/fhir/Consent/${deny.id}`, { ...deny, status: 'inactive' }).expect(200)
  })

  it('an app of hers does not lower what she marked as secret', async () => {
    const security = [
      { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' },
    ]
    const note = (
      await her
        .post('/fhir/Observation', {
          resourceType: 'Observation',
          meta: { security },
          status: 'final',
          code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
          subject: { reference: siti },
        })
        .expect(201)
    ).body as Resource
    const app = await as({ client })
    const { security: _dropped, ...meta } = note.meta ?? {}
    const written = await app.update(
      'Observation',
      note.id ?? '',
      JSON.stringify({ ...note, meta, status: 'amended' }),
    )
    assert.match(written.version?.json ?? '', /"code":"V"/)
  })

  it('a representative activates no Consent and adds no representative', async () => {
    const { body } = await her.post('/fhir/RelatedPerson', {
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: siti },
    })
    const ali = `RelatedPerson/${(body as Resource).id}`
    const trust = grant({
      patient: siti,
      by: siti,
      to: ali,
      at,
      classes: ['Consent', 'Observation'],
      purposes: ['FAMRQT'],
    })
    const coding = ['access', 'collect'].map((code) => ({
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentaction', code }],
    }))
    await her
      .post('/fhir/Consent', { ...trust, provision: { ...trust.provision, action: coding } })
      .expect(201)
    const son = await as({
      kind: 'representative',
      who: ali as never,
      purpose: 'FAMRQT',
      steppedUp: true,
    })
    await son.read('Observation', 'rimba-hba1c-1')
    const more = JSON.stringify(
      grant({ patient: siti, by: ali, to: ali, at, purposes: ['FAMRQT'] }),
    )
    await assert.rejects(son.create('Consent', more), status(422))
    const other = { resourceType: 'RelatedPerson', patient: { reference: siti } }
    await assert.rejects(son.create('RelatedPerson', JSON.stringify(other)), status(403))
  })

  it('a hospital does not let itself in by saying that she agreed', async () => {
    const trust = grant({ patient: siti, by: siti, to: 'Organization/rimba-clinic', at })
    const verification = [{ verified: true, verifiedWith: { reference: siti } }]
    await clinic
      .post('/fhir/Consent', { ...trust, verification })
      .expect(outcome('business-rule', 422, { expression: 'Consent.verification' }))
  })

  it('a clinic whose Bundle brings a service does not become a place where asks go', async () => {
    await clinic
      .post('/fhir/HealthcareService', {
        resourceType: 'HealthcareService',
        active: true,
        extension: [
          {
            url: 'https://amanah.example/fhir/StructureDefinition/pool-team',
            valueReference: { reference: 'CareTeam/rimba-educators' },
          },
        ],
        name: 'Ask us',
      })
      .expect(201)
    await her
      .post(
        '/fhir/CommunicationRequest',
        ask({ patient: siti, by: siti, uuid: uuid(1), text: 'Why?' }),
      )
      .expect(201)
  })

  it('through an app an ask opens what is normal, and nothing restricted', async () => {
    const app = await as({ client })
    for (const [n, about] of ['Observation/rimba-hba1c-2', 'Condition/rimba-depression'].entries())
      await app.create(
        'CommunicationRequest',
        JSON.stringify(ask({ patient: siti, by: siti, uuid: uuid(2 + n), about, text: 'Why?' })),
      )
    const aminah = town.app.as(town.aminah)
    await aminah.get('/fhir/Observation/rimba-hba1c-2').expect(200)
    await aminah.get('/fhir/Condition/rimba-depression').expect(404)
  })

  it('who no longer holds a role at an organisation acts for it no longer', async () => {
    const trust = grant({ patient: siti, by: siti, to: 'Organization/tutong-hospital', at })
    const given = (await her.post('/fhir/Consent', trust).expect(201)).body as Consent
    await budi.get('/fhir/Observation/rimba-hba1c-1').expect(200)
    await register(town.app, [
      {
        resourceType: 'PractitionerRole',
        id: 'budi-tutong',
        active: false,
        practitioner: { reference: 'Practitioner/budi' },
        organization: { reference: 'Organization/tutong-hospital' },
      },
    ])
    await budi.get('/fhir/Observation/rimba-hba1c-1').expect(404)
    assert.equal(bundleOf(await budi.get(`/fhir/Observation?patient=${siti}`)).total, 0)
    await her.delete(`/fhir/Consent/${given.id}`).expect(204)
  })

  it('deletions of a Bundle are witnessed, and its rules hold for them', async () => {
    const made = (
      await clinic.put('/fhir/Observation/rimba-gone', {
        resourceType: 'Observation',
        id: 'rimba-gone',
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
        subject: { reference: siti },
      })
    ).status
    assert.equal(made, 201)
    await clinic
      .post('/fhir', {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ request: { method: 'DELETE', url: 'Observation/rimba-gone' } }],
      })
      .expect(200)
    const events = (await her.get('/fhir/AuditEvent?_count=5').expect(200)).body as Bundle
    assert.match(JSON.stringify(events), /"code":"transaction"[\s\S]*Observation\/rimba-gone/)

    const asked = (await her.get('/fhir/CommunicationRequest?_count=1').expect(200)).body as Bundle
    const id = asked.entry?.[0]?.resource?.id
    await her
      .post('/fhir', {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ request: { method: 'DELETE', url: `CommunicationRequest/${id}` } }],
      })
      .expect(outcome('business-rule', 422, { expression: 'Bundle.entry[0]' }))
  })

  it('a claim of one educator is not undone by a message of hers at the same moment', async () => {
    const sent = ask({ patient: siti, by: siti, uuid: uuid(9), text: 'And this?' })
    const asked = (await her.post('/fhir/CommunicationRequest', sent).expect(201)).body as Resource
    const aminah = town.app.as(town.aminah)
    const found = await aminah.get(`/fhir/Task?focus=CommunicationRequest/${asked.id}`).expect(200)
    const task = (found.body as Bundle<Task>).entry?.[0]?.resource as Task
    const state = (code: string) => ({
      coding: [{ system: 'https://amanah.example/fhir/CodeSystem/ask-state', code }],
    })
    const claimed = {
      ...task,
      businessStatus: state('claimed'),
      owner: { reference: 'PractitionerRole/aminah-rimba' },
    }
    const [claim] = await Promise.all([
      aminah.put(`/fhir/Task/${task.id}`, claimed),
      ...[1, 2, 3].map((n) =>
        her.post('/fhir/Communication', {
          resourceType: 'Communication',
          status: 'completed',
          basedOn: [{ reference: `CommunicationRequest/${asked.id}` }],
          payload: [{ contentString: `More ${n}` }],
        }),
      ),
    ])
    assert.equal(claim.status, 200, claim.text)
    const after = (await aminah.get(`/fhir/Task/${task.id}`).expect(200)).body as Task
    assert.equal(after.owner?.reference, 'PractitionerRole/aminah-rimba')
  })
})
