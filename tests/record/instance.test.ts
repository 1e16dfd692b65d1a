/**
 * One resource through its life: create, read, vread, update, delete, history.
 * https://hl7.org/fhir/R4/http.html, fhir.md 2.1
 */
import assert from 'node:assert/strict'
import type { Bundle, Observation } from '@medplum/fhirtypes'
import { record } from '#seed/record.ts'
import type { Asker } from '#tests/support/app.ts'
import { outcome } from '#tests/support/expect.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { observation, siti } from './support/resources.ts'

describe('one resource through its life', () => {
  let town: Town
  let clinic: Asker
  let made: Observation
  let path: string
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    clinic = town.app.as(town.clinic)
    await clinic.post('/fhir', record).expect(200)
    const answer = await clinic.post('/fhir/Observation', observation({ id: 'mine' })).expect(201)
    made = answer.body as Observation
    path = `/fhir/Observation/${made.id}`
  })
  after(() => town.app.close())

  it('create: the id of the body is ignored, Location, ETag and Last-Modified say where it stands', async () => {
    const { headers, body } = await clinic.post('/fhir/Observation', observation({ id: 'mine' }))
    const vid = body.meta.versionId as string
    assert.notEqual(body.id, 'mine')
    assert.match(
      headers.location ?? '',
      new RegExp(`/fhir/Observation/${body.id}/_history/${vid}$`),
    )
    assert.equal(headers.etag, `W/"${vid}"`)
    assert.ok(Date.parse(headers['last-modified'] ?? '') > 0)
  })

  it('read and vread answer the same text, HEAD the same headers', async () => {
    const read = await clinic.get(path).expect(200)
    const vread = await clinic.get(`${path}/_history/${made.meta?.versionId}`).expect(200)
    assert.equal(read.text, vread.text)
    const head = await clinic.head(path).expect(200)
    assert.equal(head.headers.etag, read.headers.etag)
    await clinic
      .get(path)
      .set('if-none-match', read.headers.etag ?? '')
      .expect(304)
  })

  it('update: the id must be that of the URL', async () => {
    await clinic.put(path, { ...made, id: 'other' }).expect(outcome('invalid', 400))
  })

  it('update: the same content makes no version', async () => {
    const answer = await clinic.put(path, made).expect(200)
    assert.equal(answer.body.meta.versionId, made.meta?.versionId)
  })

  it('update: If-Match of another version is 412, of this one 200', async () => {
    const next = { ...made, status: 'amended' as const }
    await clinic.put(path, next).set('if-match', 'W/"other"').expect(outcome('conflict', 412))
    const tag = `W/"${made.meta?.versionId}"`
    const answer = await clinic.put(path, next).set('if-match', tag).expect(200)
    assert.notEqual(answer.body.meta.versionId, made.meta?.versionId)
    const old = await clinic.get(`${path}/_history/${made.meta?.versionId}`).expect(200)
    assert.equal(old.body.status, 'final')
  })

  it('history: newest first, total exact, pages join', async () => {
    const all = (await clinic.get(`${path}/_history`).expect(200)).body as Bundle
    assert.equal(all.total, 2)
    assert.deepEqual(
      all.entry?.map((entry) => entry.request?.method),
      ['PUT', 'POST'],
    )
    const first = (await clinic.get(`${path}/_history?_count=1`).expect(200)).body as Bundle
    const next = first.link?.find((link) => link.relation === 'next')?.url ?? ''
    const second = (await clinic.get(next.slice(next.indexOf('/fhir'))).expect(200)).body as Bundle
    const both = [first, second].flatMap((page) => page.entry ?? [])
    assert.deepEqual(
      both.map((entry) => entry.resource?.meta?.versionId),
      all.entry?.map((entry) => entry.resource?.meta?.versionId),
    )
  })

  it('update as create: under the own prefix alone', async () => {
    const mine = observation({ id: 'rimba-new' })
    await clinic.put('/fhir/Observation/rimba-new', mine).expect(201)
    const other = observation({ id: 'tutong-new' })
    await clinic.put('/fhir/Observation/tutong-new', other).expect(outcome('not-found', 404))
    const her = town.app.as(await town.patient(siti))
    await her.put('/fhir/Observation/rimba-two', observation({ id: 'rimba-two' })).expect(404)
  })

  it('what was recorded by someone else can be read, not changed (R16d)', async () => {
    const her = town.app.as(await town.patient(siti))
    const { body } = await her.get(path).expect(200)
    await her.put(path, { ...body, status: 'cancelled' }).expect(outcome('forbidden', 403))
    await her.delete(path).expect(outcome('forbidden', 403))
  })

  describe('when it is deleted', () => {
    before(async () => {
      await clinic.delete(path).expect(204)
    })

    it('whoever might have read it is told: 410; again it is 204', async () => {
      await clinic.get(path).expect(outcome('deleted', 410))
      await clinic.delete(path).expect(204)
      const her = town.app.as(await town.patient(siti))
      await her.get(path).expect(outcome('deleted', 410))
    })

    it('to others it never was: 404', async () => {
      const budi = town.app.as(town.budi)
      await budi.get(path).expect(outcome('not-found', 404))
      await budi.delete(path).expect(outcome('not-found', 404))
      await budi.get(`${path}/_history`).expect(outcome('not-found', 404))
    })

    it('no search finds it, its history ends with the deletion', async () => {
      const found = await clinic.get(`/fhir/Observation?_id=${made.id}`).expect(200)
      assert.equal(found.body.total, 0)
      const all = (await clinic.get(`${path}/_history`).expect(200)).body as Bundle
      assert.equal(all.entry?.[0]?.request?.method, 'DELETE')
      assert.equal(all.entry?.[0]?.resource, undefined)
      assert.equal(all.total, 3)
    })

    it('under the own prefix it can be created again, and its versions go on', async () => {
      const again = observation({ id: 'rimba-again' })
      await clinic.put('/fhir/Observation/rimba-again', again).expect(201)
      await clinic.delete('/fhir/Observation/rimba-again').expect(204)
      await clinic.put('/fhir/Observation/rimba-again', again).expect(201)
      const all = await clinic.get('/fhir/Observation/rimba-again/_history').expect(200)
      assert.equal(all.body.total, 3)
    })
  })
})
