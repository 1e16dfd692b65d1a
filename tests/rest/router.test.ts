/** Who gets in, and what stands under which path. https://hl7.org/fhir/R4/http.html, smart.md 5. */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { outcome } from '#tests/support/expect.ts'
import { type FrontDoor, frontDoor } from './support/front-door.ts'

describe('rest/router', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor()
    door.record.put('Patient', '1')
  })

  describe('asks for a token first', () => {
    const paths = [
      '',
      '/',
      '/Patient/1',
      '/Patient',
      '/Nothing',
      '/$export',
      '/Patient/%',
      '/a//b',
      '/metadata/x',
      '/Metadata',
    ]
    for (const path of paths)
      it(`GET /fhir${path}`, async () => {
        const res = await door.as('').get(`/fhir${path}`).expect(outcome('login', 401))
        assert.match(res.headers['www-authenticate'] ?? '', /^Bearer/)
      })

    it('answers every cause with the same body', async () => {
      const ask = (header: string) =>
        door.as('').get('/fhir/Patient/1').set('Authorization', header).set('X-Request-Id', 'same')
      const texts = await Promise.all(
        ['Bearer x', 'Basic c2l0aTo=', 'Bearer ', 'siti lim'].map(
          async (one) => (await ask(one)).text,
        ),
      )
      assert.equal(new Set(texts).size, 1)
    })

    it('refuses two tokens', async () => {
      const res = await door
        .as('')
        .get('/fhir/Patient/1')
        .set('Authorization', ['Bearer siti', 'Bearer lim'] as unknown as string)
      outcome('login', 401)(res)
    })

    it('does not read the token from the query, nor the body before the token', async () => {
      await door.as('').get('/fhir/Patient/1?access_token=siti').expect(outcome('login', 401))
      await door
        .as('')
        .post('/fhir/Patient')
        .set('Content-Type', 'text/plain')
        .send('x')
        .expect(outcome('login', 401))
    })
  })

  it('names the scope that is missing', async () => {
    door.record.fail(
      OutcomeError.forbidden('This token may not do that: patient/Patient.r is needed.'),
    )
    const res = await door.as('siti').get('/fhir/Patient/1').expect(outcome('forbidden', 403))
    assert.equal(
      res.headers['www-authenticate'],
      'Bearer realm="fhir", error="insufficient_scope", scope="patient/Patient.r"',
    )
  })

  const absent: readonly [
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    says: RegExp,
  ][] = [
    ['get', '/Nothing/1', /Nothing is not a resource type/],
    ['get', '/patient/1', /patient is not a resource type/],
    ['get', '/DomainResource/1', /DomainResource/],
    ['get', '/Patient/1/$everything', /\$everything is not served/],
    ['post', '/Patient/$match', /\$match/],
    ['get', '/$export', /\$export/],
    ['patch', '/Patient/1', /patch is not served/],
    ['put', '/Patient?identifier=x', /conditional update/],
    ['delete', '/Patient?identifier=x', /conditional delete/],
    ['get', '/Patient/_history', /history-type/],
    ['get', '/_history', /history-system/],
    ['get', '?_type=Patient', /search-system/],
    ['post', '/_search', /search-system/],
    ['get', '/Patient/1/2/3/4', /Nothing is served/],
    ['get', '/Patient/1/%2A', /Nothing is served/],
  ]
  for (const [method, path, says] of absent)
    it(`${method.toUpperCase()} ${path} is not served`, async () => {
      await door
        .as('siti')
        [method](`/fhir${path}`)
        .expect(outcome('not-supported', 404, { says }))
    })

  const wrong: readonly [method: 'get' | 'post' | 'put' | 'delete', path: string, allow: string][] =
    [
      ['post', '/Patient/1', 'GET, PUT, DELETE, HEAD, OPTIONS'],
      ['get', '/Patient/_search', 'POST, OPTIONS'],
      ['put', '/Patient/1/_history', 'GET, HEAD, OPTIONS'],
      ['delete', '/Patient/1/_history/v1', 'GET, HEAD, OPTIONS'],
      ['post', '/metadata', 'GET, HEAD, OPTIONS'],
      ['put', '', 'POST, OPTIONS'],
    ]
  for (const [method, path, allow] of wrong)
    it(`${method.toUpperCase()} ${path} is the wrong method`, async () => {
      const res = await door
        .as('siti')
        [method](`/fhir${path}`)
        .expect(outcome('not-supported', 405))
      assert.equal(res.headers.allow, allow)
    })

  it('does not let headers or parameters change the method', async () => {
    const res = await door.as('siti').get('/fhir/Patient/1').set('X-HTTP-Method-Override', 'DELETE')
    assert.equal(res.status, 200)
    assert.deepEqual(
      door.record.asked.map((one) => one.act),
      ['read'],
    )
  })

  it('serves less of a type that is declared narrower', async () => {
    const narrow = {
      AuditEvent: { interactions: ['read', 'search-type'], searchParameters: ['patient'] },
    }
    const narrowed = frontDoor({ narrow })
    narrowed.record.put('AuditEvent', '1')
    await narrowed.as('siti').get('/fhir/AuditEvent/1').expect(200)
    await narrowed.as('siti').get('/fhir/AuditEvent?patient=siti').expect(200)
    await narrowed.as('siti').delete('/fhir/AuditEvent/1').expect(outcome('not-supported', 405))
    await narrowed
      .as('siti')
      .post('/fhir/AuditEvent')
      .send({})
      .expect(outcome('not-supported', 405))
  })

  it('echoes a request id of safe characters and makes one otherwise', async () => {
    const ask = (id: string) => door.as('siti').get('/fhir/Patient/1').set('X-Request-Id', id)
    assert.equal((await ask('abc-1.2')).headers['x-request-id'], 'abc-1.2')
    for (const odd of ['a b', 'x'.repeat(65), '<script>', 'a_b'])
      assert.match((await ask(odd)).headers['x-request-id'] ?? '', /^request-\d+$/)
  })
})
