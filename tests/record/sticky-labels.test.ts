/**
 * A label that a patient set stays (R3e, R3g), and labels flow to what holds the labelled thing, older versions too
 * (R3d): a re-sent copy never brings a hidden item back.
 */
import assert from 'node:assert/strict'
import type { Bundle, DiagnosticReport, Observation, Resource } from '@medplum/fhirtypes'
import type { PrincipalClient } from '#policy/principal.ts'
import type { Access } from '#record/record.ts'
import { record } from '#seed/record.ts'
import type { Asker } from '#tests/support/app.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { bare } from './support/answers.ts'
import { consent, observation, siti, transaction } from './support/resources.ts'

describe('labels that stay and flow', () => {
  let town: Town
  let clinic: Asker
  let budi: Asker
  let her: Asker
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    clinic = town.app.as(town.clinic)
    budi = town.app.as(town.budi)
    await clinic.post('/fhir', record).expect(200)
    her = town.app.as(await town.patient(siti))
    // Budi sees whatever of hers is ordinary.
    await her
      .post('/fhir/Consent', consent(siti, { type: 'permit', to: 'Practitioner/budi' }))
      .expect(201)
  })
  after(() => town.app.close())

  async function made(resource: Resource): Promise<string> {
    const answer = await clinic.put(`/fhir/${resource.resourceType}/${resource.id}`, resource)
    assert.equal(answer.status, 201, answer.text)
    return `/fhir/${resource.resourceType}/${resource.id}`
  }

  async function labelsOf(path: string): Promise<(string | undefined)[]> {
    const { body } = await her.get(path).expect(200)
    return ((body as Observation).meta?.security ?? []).map((one) => one.code)
  }

  it('an ordinary item is seen by whom she trusts, a labelled one is not', async () => {
    await budi.get(await made(observation({ id: 'rimba-n' }))).expect(200)
    await budi.get(await made(observation({ id: 'rimba-prs', labels: ['PRS'] }))).expect(404)
  })

  it('PUT: what the recorder sends without it keeps her PRS', async () => {
    const path = await made(observation({ id: 'rimba-put', labels: ['PRS'] }))
    await clinic.put(path, observation({ id: 'rimba-put', code: '2345-7' })).expect(200)
    assert.deepEqual(await labelsOf(path), ['PRS'])
    await budi.get(path).expect(404)
  })

  it('POST: a copy with the same identifier takes it over', async () => {
    await made(observation({ id: 'rimba-post', number: 'n-1', labels: ['PRS'] }))
    const { body } = await clinic.post('/fhir/Observation', observation({ number: 'n-1' }))
    assert.deepEqual(await labelsOf(`/fhir/Observation/${body.id}`), ['PRS'])
    await budi.get(`/fhir/Observation/${body.id}`).expect(404)
    const other = await clinic.post('/fhir/Observation', observation({ number: 'n-2' }))
    await budi.get(`/fhir/Observation/${other.body.id}`).expect(200)
  })

  it('a transaction: the copy and the report on it take it over', async () => {
    await made(observation({ id: 'rimba-bundle', number: 'n-3', labels: ['PRS'] }))
    const fullUrl = 'urn:uuid:0a0ea1f0-6f4a-4f5e-9d53-6d7f6a0d7f11'
    const answer = await clinic
      .post(
        '/fhir',
        transaction(
          { resource: observation({ number: 'n-3' }), fullUrl },
          { resource: report(fullUrl) },
          { resource: observation({ id: 'rimba-bundle', number: 'n-3' }) },
        ),
      )
      .expect(200)
    for (const path of pathsOf(answer.body as Bundle)) await budi.get(path).expect(404)
  })

  it('a deleted item does not lose it by coming again under its id', async () => {
    const path = await made(observation({ id: 'rimba-back', labels: ['PRS'] }))
    await clinic.delete(path).expect(204)
    await clinic.put(path, observation({ id: 'rimba-back' })).expect(201)
    await budi.get(path).expect(404)
  })

  it('coming again with a label raises the versions from before', async () => {
    const path = await made(observation({ id: 'rimba-raised' }))
    const { body } = await budi.get(path).expect(200)
    const old = `${path}/_history/${body.meta.versionId}`
    await budi.get(old).expect(200)
    await clinic.delete(path).expect(204)
    await clinic.put(path, observation({ id: 'rimba-raised', labels: ['R'] })).expect(201)
    await budi.get(old).expect(404)
    await her.get(old).expect(200)
  })

  it('a report takes up the label of its result, also when that is raised later, older versions too', async () => {
    const item = await made(observation({ id: 'rimba-item' }))
    const path = await made({ ...report('Observation/rimba-item'), id: 'rimba-report' })
    const { body } = await budi.get(path).expect(200)
    const first = body as DiagnosticReport
    await clinic.put(path, { ...first, status: 'amended' }).expect(200)
    await budi.get(`${path}/_history/${first.meta?.versionId}`).expect(200)
    await clinic.put(item, observation({ id: 'rimba-item', labels: ['PSY'] })).expect(200)
    await budi.get(item).expect(404)
    await budi.get(path).expect(404)
    await budi.get(`${path}/_history/${first.meta?.versionId}`).expect(404)
    await her.get(`${path}/_history/${first.meta?.versionId}`).expect(200)
  })

  it('deleting what was raised with it does not make her other labels forgotten', async () => {
    const found = await clinic.get('/fhir/DiagnosticReport/rimba-report').expect(200)
    assert.equal(found.body.resourceType, 'DiagnosticReport')
    await clinic.delete('/fhir/DiagnosticReport/rimba-report').expect(204)
    const visible = { ...observation({ id: 'rimba-telling' }), derivedFrom: [to('rimba-item')] }
    const path = await made(visible as Observation)
    const { body } = await budi.get(path).expect(200)
    assert.equal(
      JSON.stringify(body).includes('rimba-item'),
      false,
      'the reference is masked (L48)',
    )
    const asked = await budi.get('/fhir/Observation?derived-from=Observation/rimba-item')
    assert.equal(asked.body.total, 0, 'and is not searched for (L25)')
    const hers = await her.get('/fhir/Observation?derived-from=Observation/rimba-item')
    assert.equal(hers.body.total, 1)
  })

  describe('when an item is hidden from its recorder', () => {
    let secretly: Access
    before(async () => {
      const { admin, principals, record: door } = town.app.context
      const { client_id } = await admin.addClient({
        name: 'Rimba Clinic, with a ceiling of V',
        organization: 'Rimba Clinic',
        scope: 'system/*.cruds',
        purpose: 'TREAT',
        ids: { prefix: 'rimbasecret-' },
      })
      const principal = await principals.client(client_id)
      secretly = await door.open({
        ...principal,
        ceiling: 'V',
        client: { ...(principal.client as PrincipalClient), idPrefix: 'rimba-' },
      })
    })

    /** As if she had marked it: until labels are hers to change on what others recorded. */
    async function hers(item: Observation): Promise<void> {
      await secretly.update('Observation', item.id as string, JSON.stringify(item))
    }

    it('PUT answers like a create and keeps it hidden', async () => {
      const path = '/fhir/Observation/rimba-secret'
      const plain = await clinic.put(
        '/fhir/Observation/rimba-plain',
        observation({ id: 'rimba-plain' }),
      )
      await hers(observation({ id: 'rimba-secret', labels: ['V'] }))
      await clinic.get(path).expect(404)
      const kept = await clinic.put(path, observation({ id: 'rimba-secret' })).expect(201)
      assert.equal(withoutIds(kept), withoutIds(plain))
      await clinic.get(path).expect(404)
      assert.deepEqual(await labelsOf(path), ['V'])
      const versions = await her.get(`${path}/_history`).expect(200)
      assert.equal(versions.body.total, 2)
    })

    it('a transaction does the same', async () => {
      const entry = { resource: observation({ id: 'rimba-secret', code: '2345-7' }) }
      const plain = { resource: observation({ id: 'rimba-plain-2', code: '2345-7' }) }
      const kept = await clinic.post('/fhir', transaction(entry)).expect(200)
      const fresh = await clinic.post('/fhir', transaction(plain)).expect(200)
      assert.equal(withoutIds(kept), withoutIds(fresh))
      await clinic.get('/fhir/Observation/rimba-secret').expect(404)
      assert.deepEqual(await labelsOf('/fhir/Observation/rimba-secret'), ['V'])
      const current = await her.get('/fhir/Observation/rimba-secret').expect(200)
      assert.equal(current.body.code.coding[0].code, '2345-7')
    })

    it('a conditional create by its identifier neither sees nor doubles it (R19e)', async () => {
      await hers(observation({ id: 'rimba-sync', number: 'n-9', labels: ['V'] }))
      const send = () =>
        clinic
          .post('/fhir/Observation', observation({ number: 'n-9', code: '2345-7' }))
          .set('if-none-exist', 'identifier=urn:numbers|n-9')
      await send().expect(201)
      await clinic
        .post(
          '/fhir',
          transaction({
            resource: observation({ number: 'n-9', code: '2345-7' }),
            ifNoneExist: 'identifier=urn:numbers|n-9',
          }),
        )
        .expect(200)
      const found = await her.get('/fhir/Observation?identifier=urn:numbers|n-9').expect(200)
      assert.equal(found.body.total, 1)
      const all = await clinic.get('/fhir/Observation?identifier=urn:numbers|n-9').expect(200)
      assert.equal(all.body.total, 0)
    })

    it('where she blocked the recorder it is refused as a create would be', async () => {
      const block = consent(siti, { type: 'deny', to: 'Organization/rimba-clinic' })
      const { body } = await her.post('/fhir/Consent', block).expect(201)
      const onto = await clinic.put('/fhir/Observation/rimba-n', observation({ id: 'rimba-n' }))
      const fresh = await clinic.put('/fhir/Observation/rimba-f', observation({ id: 'rimba-f' }))
      assert.equal(onto.status, 422, onto.text)
      assert.equal(bare(onto), bare(fresh))
      await her.put(`/fhir/Consent/${body.id}`, { ...body, status: 'inactive' }).expect(200)
    })
  })

  function to(id: string) {
    return { reference: `Observation/${id}` }
  }

  function report(result: string): DiagnosticReport {
    return {
      resourceType: 'DiagnosticReport',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '58410-2' }] },
      subject: { reference: siti as `Patient/${string}` },
      result: [{ reference: result as `Observation/${string}` }],
    }
  }

  function pathsOf(answer: Bundle): string[] {
    return (answer.entry ?? []).map(
      (entry) => `/fhir/${entry.response?.location?.replace(/\/_history.*/, '')}`,
    )
  }

  /** Two answers about two items: what stands for the item, its version and its time aside. */
  function withoutIds(answer: Parameters<typeof bare>[0]): string {
    return bare(answer)
      .replaceAll(/rimba-(secret|plain-2|plain)/g, 'id')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'vid')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
      .replaceAll(/"last-modified":"[^"]+"/g, '')
      .replaceAll(/"content-length":"[^"]+"/g, '')
  }
})
