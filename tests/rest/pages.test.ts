/** The public pages, preflights and well-known documents. */
import assert from 'node:assert/strict'
import { outcome } from '#tests/support/expect.ts'
import { base, frontDoor } from './support/front-door.ts'

describe('rest/pages', () => {
  it('tells where the FHIR base is', async () => {
    const res = await frontDoor().as('').get('/').expect(200)
    assert.equal(res.body.metadata, `${base}/metadata`)
  })

  it('is live at once, and ready when everything is', async () => {
    await frontDoor().as('').get('/health/live').expect(200)
    await frontDoor().as('').get('/health/ready').expect(200)
    const health = { ready: async () => false, sizes: async () => ({}) }
    const res = await frontDoor({ health })
      .as('')
      .get('/health/ready')
      .expect(outcome('transient', 503))
    assert.ok(res.headers['retry-after'])
  })

  it('counts requests by interaction and outcome, and names nobody', async () => {
    const door = frontDoor()
    door.record.put('Patient', 'siti')
    await door.as('siti').get('/fhir/Patient/siti')
    await door.as('siti').get('/fhir/Patient/siti')
    await door.as('siti').get('/fhir/Patient/absent')
    const { text } = await door
      .as('')
      .get('/metrics')
      .expect(200)
      .expect('Content-Type', /^text\/plain/)
    assert.match(text, /^amanah_requests_total\{interaction="read",status="2xx"\} 2$/m)
    assert.match(text, /^amanah_requests_total\{interaction="read",status="4xx"\} 1$/m)
    assert.match(text, /^amanah_documents\{collection="resources"\} 3$/m)
    assert.match(text, /^process_resident_memory_bytes \d+$/m)
    assert.doesNotMatch(text, /siti|Patient/)
  })

  it('answers any other path, and any other method, in FHIR', async () => {
    await frontDoor().as('').get('/nowhere').expect(outcome('not-supported', 404))
    await frontDoor().as('').get('/FHIR/Patient/1').expect(outcome('not-supported', 404))
    await frontDoor().as('').post('/metrics').expect(outcome('not-supported', 405))
  })

  it('answers preflights for any origin, without credentials', async () => {
    const res = await frontDoor()
      .as('')
      .options('/fhir/Patient/1')
      .set('Origin', 'https://app.example')
      .expect(204)
    assert.equal(res.headers['access-control-allow-origin'], '*')
    assert.match(res.headers['access-control-allow-headers'] ?? '', /Authorization/)
    assert.equal(res.headers['access-control-allow-credentials'], undefined)
  })

  for (const path of [
    '/.well-known/smart-configuration',
    '/fhir/.well-known/smart-configuration',
    '/fhir/.well-known/openid-configuration',
  ])
    it(`says openly that ${path} is not served`, async () => {
      const res = await frontDoor().as('').get(path).expect(outcome('not-supported', 404))
      assert.equal(res.headers['access-control-allow-origin'], '*')
    })
})
