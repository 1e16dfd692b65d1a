/** https://hl7.org/fhir/R4/http.html#history */
import assert from 'node:assert/strict'
import { bundle, bundleOf, linkOf, outcome } from '#tests/support/expect.ts'
import { base, type FrontDoor, frontDoor } from '../support/front-door.ts'

describe('rest/interaction: history of an instance', () => {
  let door: FrontDoor
  beforeEach(async () => {
    door = frontDoor()
    door.record.put('Patient', '1')
    door.record.put('Patient', '1')
    await door.as('siti').delete('/fhir/Patient/1')
  })
  const history = (query = '') => door.as('siti').get(`/fhir/Patient/1/_history${query}`)

  it('lists versions newest first, a deletion without resource', async () => {
    const res = await history().expect(bundle('history', { total: 3 }))
    const [gone, second, first] = bundleOf(res).entry ?? []
    assert.equal(gone?.resource, undefined)
    assert.deepEqual(gone?.request, { method: 'DELETE', url: 'Patient/1' })
    assert.equal(gone?.response?.status, '204 No Content')
    assert.deepEqual(second?.request, { method: 'PUT', url: 'Patient/1' })
    assert.equal(second?.response?.etag, 'W/"v2"')
    assert.deepEqual(first?.request, { method: 'POST', url: 'Patient' })
    assert.equal(first?.response?.lastModified, '2024-01-01T08:00:00.250Z')
    assert.equal(first?.fullUrl, `${base}/Patient/1`)
  })

  it('pages', async () => {
    const one = await history('?_count=2')
    assert.equal(bundleOf(one).entry?.length, 2)
    const two = await door.as('siti').get(linkOf(one, 'next') ?? '')
    assert.equal(bundleOf(two).entry?.length, 1)
    assert.equal(linkOf(two, 'next'), undefined)
    await door
      .as('lim')
      .get(linkOf(one, 'next') ?? '')
      .expect(outcome('invalid', 400))
  })

  it('hands _since on in UTC', async () => {
    await history('?_since=2024-01-01T08:00:00%2B08:00').expect(200)
    assert.deepEqual(door.record.asked.at(-1)?.with, {
      count: 20,
      since: '2024-01-01T00:00:00.000Z',
    })
  })

  it('refuses what it does not serve, by name, also when asked to be lenient', async () => {
    await history('?_at=2024').expect(outcome('not-supported', 400, { says: /_at/ }))
    await history('?_at=2024')
      .set('Prefer', 'handling=lenient')
      .expect(outcome('not-supported', 400))
    await history('?_sort=_lastUpdated').expect(outcome('not-supported', 400, { says: /_sort/ }))
    await history('?_sort=-_lastUpdated').expect(200)
    await history('?_count=x').expect(outcome('invalid', 400, { says: /_count/ }))
    await history('?_since=2024').expect(outcome('invalid', 400, { says: /_since/ }))
    await door.as('siti').get('/fhir/Patient/2/_history').expect(outcome('not-found', 404))
  })
})
