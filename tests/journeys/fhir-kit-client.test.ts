/** An app written with fhir-kit-client, as it comes from npm, works against the running server: fhir.md 13. */
import assert from 'node:assert/strict'
import type { Bundle, Observation, Patient, Resource } from '@medplum/fhirtypes'
import { Client } from 'fhir-kit-client'
import { freePort } from '#tests/support/free-port.ts'
import { openTown, type Town } from '#tests/support/people.ts'

const number = 'https://rimba.example/patient-number'

describe('given an app that speaks through fhir-kit-client', () => {
  let town: Town
  let client: Client
  let patient: Patient
  before(async function () {
    this.timeout(20_000)
    const port = await freePort()
    town = await openTown({ port })
    client = new Client({ baseUrl: `http://127.0.0.1:${port}/fhir`, bearerToken: town.clinic })
  })
  after(() => town.app.close())

  const statusOf = (answer: object) =>
    Client.httpFor(answer as Parameters<typeof Client.httpFor>[0]).response?.status

  function weight(kilograms: number, day: string): Observation {
    return {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
      subject: { reference: `Patient/${patient.id}` },
      effectiveDateTime: day,
      valueQuantity: {
        value: kilograms,
        unit: 'kg',
        system: 'http://unitsofmeasure.org',
        code: 'kg',
      },
    }
  }

  it('it asks what the server can, with and without its token', async () => {
    const told = await client.capabilityStatement()
    assert.equal(told.resourceType, 'CapabilityStatement')
    const stranger = new Client({ baseUrl: client.baseUrl })
    assert.deepEqual(await stranger.capabilityStatement(), told)
    // Three places at once: two are not served, the statement answers, and names no authorization server yet.
    assert.deepEqual(await client.smartAuthMetadata(), {})
  })

  it('it creates and reads', async () => {
    const sent = {
      resourceType: 'Patient',
      identifier: [{ system: number, value: 'FKC-1' }],
      name: [{ family: 'binti Rahim', given: ['Nur'] }],
    }
    const created = await client.create({ resourceType: 'Patient', body: sent })
    assert.equal(statusOf(created), 201)
    patient = created as unknown as Patient
    const read = await client.read({ resourceType: 'Patient', id: patient.id ?? '' })
    assert.deepEqual(read, created)
    const { id: _id, meta, ...rest } = read
    assert.deepEqual(rest, sent)
    assert.equal(typeof (meta as Patient['meta'])?.versionId, 'string')
  })

  it('it sends a transaction to the base with a slash', async () => {
    const rows: Resource[] = [71, 72, 73, 74, 75].map((kilograms) =>
      weight(kilograms, `2026-0${kilograms - 70}-01`),
    )
    const answer = await client.transaction({
      body: {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: rows.map((resource) => ({
          resource,
          request: { method: 'POST', url: resource.resourceType },
        })),
      },
    })
    const bundle = answer as unknown as Bundle
    assert.equal(bundle.type, 'transaction-response')
    assert.deepEqual(
      bundle.entry?.map((entry) => entry.response?.status.slice(0, 3)),
      Array.from({ length: 5 }, () => '201'),
    )
  })

  it('it searches, and pages until there is no next', async () => {
    const searchParams = { patient: `Patient/${patient.id}`, _sort: 'date', _count: 2 }
    let page = await client.search({ resourceType: 'Observation', searchParams })
    const days: unknown[] = []
    for (let pages = 0; ; pages++) {
      assert.ok(pages < 5)
      const bundle = page as unknown as Bundle<Observation>
      assert.equal(bundle.total, 5)
      days.push(...(bundle.entry ?? []).map((entry) => entry.resource?.effectiveDateTime))
      const next = await client.nextPage({
        bundle: page as Parameters<Client['nextPage']>[0]['bundle'],
      })
      if (next === undefined) break
      page = next
    }
    assert.deepEqual(
      days,
      [1, 2, 3, 4, 5].map((month) => `2026-0${month}-01`),
    )
  })

  it('it finds the same by POST, and within the compartment', async () => {
    const searchParams = { code: 'http://loinc.org|29463-7', date: ['ge2026-02', 'lt2026-05'] }
    const asked = { resourceType: 'Observation', searchParams }
    const compartment = { resourceType: 'Patient', id: patient.id ?? '' }
    const answers = [
      await client.search(asked),
      await client.search({ ...asked, options: { postSearch: true } }),
      await client.search({ ...asked, compartment }),
      await client.search({ ...asked, compartment, options: { postSearch: true } }),
    ]
    const found = answers.map((answer) => {
      const bundle = answer as unknown as Bundle
      return [bundle.total, bundle.entry?.map((entry) => entry.resource?.id)]
    })
    assert.equal(found[0]?.[0], 3)
    for (const one of found) assert.deepEqual(one, found[0])
  })

  it('it updates, and reads each version and the history', async () => {
    const body = { ...patient, gender: 'female' } as unknown as { resourceType: string }
    const id = patient.id ?? ''
    const updated = await client.update({
      resourceType: 'Patient',
      id,
      body,
      options: { headers: { 'If-Match': `W/"${patient.meta?.versionId}"` } },
    })
    assert.equal(statusOf(updated), 200)
    assert.equal(updated.gender, 'female')
    const first = await client.vread({
      resourceType: 'Patient',
      id,
      version: patient.meta?.versionId ?? '',
    })
    assert.deepEqual(first, patient)
    const history = (await client.history({ resourceType: 'Patient', id })) as unknown as Bundle
    assert.equal(history.type, 'history')
    assert.deepEqual(
      history.entry?.map((entry) => entry.resource),
      [updated, patient],
    )
  })

  it('it hears of a lost update, and what is wrong with a body, as an OperationOutcome', async () => {
    const id = patient.id ?? ''
    const stale = client.update({
      resourceType: 'Patient',
      id,
      body: { ...patient } as unknown as { resourceType: string },
      options: { headers: { 'If-Match': `W/"${patient.meta?.versionId}"` } },
    })
    await assert.rejects(stale, hasOutcome(412, 'conflict'))
    const wrong = client.create({
      resourceType: 'Patient',
      body: { resourceType: 'Patient', gender: 'none of these' },
    })
    await assert.rejects(wrong, hasOutcome(422, 'code-invalid'))
  })

  it('it deletes, and what is deleted is gone', async () => {
    const created = await client.create({
      resourceType: 'Observation',
      body: weight(76, '2026-06-01') as unknown as { resourceType: string },
    })
    const asked = { resourceType: 'Observation', id: String(created.id) }
    assert.equal(statusOf(await client.delete(asked)), 204)
    await assert.rejects(client.read(asked), hasOutcome(410, 'deleted'))
  })
})

function hasOutcome(status: number, code: string): (fault: unknown) => boolean {
  return (fault) => {
    const { response } = fault as {
      response: { status: number; data: { resourceType?: string; issue?: { code?: string }[] } }
    }
    assert.equal(response.status, status, JSON.stringify(response.data))
    assert.equal(response.data.resourceType, 'OperationOutcome')
    assert.equal(response.data.issue?.[0]?.code, code)
    return true
  }
}
