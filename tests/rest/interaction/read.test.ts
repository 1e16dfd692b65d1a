/** https://hl7.org/fhir/R4/http.html#read, https://hl7.org/fhir/R4/http.html#vread, https://hl7.org/fhir/R4/http.html#cread */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { outcome } from '#tests/support/expect.ts'
import { type FrontDoor, frontDoor } from '../support/front-door.ts'

describe('rest/interaction: read and vread', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor()
    door.record.put('Patient', '1', ',"weight":1.00')
    door.record.put('Patient', '1', ',"weight":2.0')
  })

  it('sends the stored text as it stands, with ETag and Last-Modified', async () => {
    const res = await door.as('siti').get('/fhir/Patient/1')
    assert.equal(res.status, 200)
    assert.equal(
      res.text,
      '{"resourceType":"Patient","id":"1","meta":{"versionId":"v2"},"weight":2.0}',
    )
    assert.equal(res.headers.etag, 'W/"v2"')
    assert.equal(res.headers['last-modified'], 'Mon, 01 Jan 2024 08:00:01 GMT')
    assert.equal(res.headers['content-type'], 'application/fhir+json; charset=utf-8')
    assert.equal(res.headers['cache-control'], 'private, no-store')
    assert.equal(res.headers.vary, 'Accept, Authorization, Prefer, Origin')
    assert.equal(res.headers['x-content-type-options'], 'nosniff')
    assert.equal(res.headers['x-powered-by'], undefined)
    assert.equal(res.headers['access-control-allow-origin'], undefined)
  })

  it('answers HEAD like GET, without body', async () => {
    const get = await door.as('siti').get('/fhir/Patient/1').set('X-Request-Id', 'same')
    const head = await door.as('siti').head('/fhir/Patient/1').set('X-Request-Id', 'same')
    assert.equal(head.status, 200)
    assert.equal(head.text, undefined)
    assert.equal(get.headers['content-length'], head.headers['content-length'])
    assert.equal(get.headers.etag, head.headers.etag)
    assert.equal((await door.as('siti').head('/fhir/Patient/2')).status, 404)
  })

  it('reads an older version by its id', async () => {
    const res = await door.as('siti').get('/fhir/Patient/1/_history/v1').expect(200)
    assert.equal(res.headers.etag, 'W/"v1"')
    await door.as('siti').get('/fhir/Patient/1/_history/v9').expect(outcome('not-found', 404))
    await door.as('siti').get('/fhir/Patient/1/_history/bad_id').expect(outcome('not-found', 404))
  })

  it('answers 304 to who has the version already', async () => {
    for (const tag of ['W/"v2"', '"v2"', 'v2', 'W/"v1", W/"v2"', '*']) {
      const res = await door.as('siti').get('/fhir/Patient/1').set('If-None-Match', tag).expect(304)
      assert.equal(res.headers.etag, 'W/"v2"')
      assert.equal(res.text, '')
    }
    await door.as('siti').get('/fhir/Patient/1').set('If-None-Match', 'W/"v1"').expect(200)
    await door
      .as('siti')
      .get('/fhir/Patient/1')
      .set('If-None-Match', 'W/"v2')
      .expect(outcome('invalid', 400))
  })

  it('compares If-Modified-Since in seconds, and ignores it beside If-None-Match or when it is no date', async () => {
    const ask = (since: string) =>
      door.as('siti').get('/fhir/Patient/1').set('If-Modified-Since', since)
    await ask('Mon, 01 Jan 2024 08:00:01 GMT').expect(304)
    await ask('Mon, 01 Jan 2024 08:00:00 GMT').expect(200)
    await ask('yesterday').expect(200)
    await ask('Mon, 01 Jan 2024 08:00:01 GMT').set('If-None-Match', 'W/"v1"').expect(200)
  })

  it('looks at no precondition before the record has spoken', async () => {
    await door
      .as('siti')
      .get('/fhir/Patient/2')
      .set('If-None-Match', '*')
      .expect(outcome('not-found', 404))
  })

  it('answers absent, hidden and impossible ids with the same bytes', async () => {
    const ask = (path: string) => door.as('siti').get(path).set('X-Request-Id', 'same')
    const absent = await ask('/fhir/Patient/2')
    door.record.fail(OutcomeError.notFound())
    const hidden = await ask('/fhir/Patient/1')
    const impossible = await ask(`/fhir/Patient/${'x'.repeat(65)}`)
    for (const other of [hidden, impossible]) {
      assert.equal(other.status, 404)
      assert.equal(other.text, absent.text)
      assert.deepEqual({ ...other.headers, date: '' }, { ...absent.headers, date: '' })
    }
  })

  it('says of what was deleted that it was', async () => {
    await door.as('siti').delete('/fhir/Patient/1').expect(204)
    await door.as('siti').get('/fhir/Patient/1').expect(outcome('deleted', 410))
  })

  it('indents for _pretty and for browsers, keeping digits', async () => {
    const pretty = await door.as('siti').get('/fhir/Patient/1?_pretty=true')
    assert.match(pretty.text, /\n {2}"weight": 2\.0\n/)
    const browser = await door
      .as('siti')
      .get('/fhir/Patient/1')
      .set('Accept', 'text/html,*/*;q=0.8')
    assert.match(browser.text, /\n/)
    const plain = await door
      .as('siti')
      .get('/fhir/Patient/1?_pretty=false')
      .set('Accept', 'text/html')
    assert.doesNotMatch(plain.text, /\n/)
  })

  it('refuses parameters that a read does not know, by name, unless told to be lenient', async () => {
    await door
      .as('siti')
      .get('/fhir/Patient/1?access_token=x')
      .expect(outcome('invalid', 400, { says: /"access_token"/ }))
    await door.as('siti').get('/fhir/Patient/1?a[$ne]=x').expect(outcome('invalid', 400))
    await door
      .as('siti')
      .get('/fhir/Patient/1?_elements=name')
      .expect(outcome('not-supported', 400))
    await door.as('siti').get('/fhir/Patient/1?_summary=false').expect(200)
    await door.as('siti').get('/fhir/Patient/1?x=1').set('Prefer', 'handling=lenient').expect(200)
  })
})
