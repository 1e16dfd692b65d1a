import assert from 'node:assert/strict'
import { validate } from '#fhir/validation/validate.ts'
import { found } from './expect-issues.ts'

type Json = Record<string, unknown>

const patient = { resourceType: 'Patient', id: '1' }
const bundle = (type: string, ...entry: Json[]): Json => ({ resourceType: 'Bundle', type, entry })
const request = (method: string, url = 'Patient/1'): Json => ({ method, url })

describe('the entries of a Bundle', () => {
  const good: readonly Json[] = [
    bundle('collection', { fullUrl: 'https://example.org/fhir/Patient/1', resource: patient }),
    bundle('collection', {
      fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
      resource: patient,
    }),
    bundle('transaction', { resource: patient, request: request('PUT') }),
    bundle('batch', { request: request('GET') }, { request: request('DELETE') }),
    bundle('searchset', { resource: patient, search: { mode: 'match' } }),
    { resourceType: 'Bundle', type: 'searchset', total: 0 },
  ]
  for (const [index, resource] of good.entries())
    it(`accepts the good Bundle ${index + 1}`, () => assert.deepEqual(found(resource), []))

  const bad: readonly (readonly [fault: string, resource: Json, ...issues: string[]])[] = [
    [
      'without request in a transaction',
      bundle('transaction', { resource: patient }),
      'invariant Bundle',
    ],
    [
      'with request in a collection',
      bundle('collection', { resource: patient, request: request('GET') }),
      'invariant Bundle',
    ],
    [
      'without resource for POST',
      bundle('batch', { request: request('POST', 'Patient') }),
      'required Bundle.entry[0].resource',
    ],
    [
      'with resource for DELETE',
      bundle('batch', { resource: patient, request: request('DELETE') }),
      'business-rule Bundle.entry[0].resource',
    ],
    [
      'with an unknown method',
      bundle('batch', { request: request('FETCH') }),
      'code-invalid Bundle.entry[0].request.method',
    ],
    ['without anything', bundle('searchset', { fullUrl: 'urn:x:y' }), 'invariant Bundle.entry[0]'],
    [
      'without resource in a collection',
      bundle('collection', { link: [{ relation: 'self', url: 'x' }] }),
      'invariant Bundle.entry[0]',
      'required Bundle.entry[0].resource',
    ],
    [
      'with one fullUrl twice',
      bundle(
        'collection',
        { fullUrl: 'urn:x:y', resource: patient },
        { fullUrl: 'urn:x:y', resource: patient },
      ),
      'invariant Bundle',
    ],
    [
      'with a versioned fullUrl',
      bundle('collection', { fullUrl: 'http://x.org/Patient/1/_history/2', resource: patient }),
      'invariant Bundle.entry[0]',
    ],
    [
      'with a fullUrl that disagrees',
      bundle('collection', { fullUrl: 'http://x.org/Patient/2', resource: patient }),
      'business-rule Bundle.entry[0].fullUrl',
    ],
    [
      'with a faulty resource',
      bundle('collection', { resource: { ...patient, gender: 'x' } }),
      'code-invalid Bundle.entry[0].resource.gender',
    ],
  ]
  for (const [fault, resource, ...issues] of bad)
    it(`refuses an entry ${fault}`, () => assert.deepEqual(found(resource), issues))

  it('leaves the resources unread when asked', () => {
    const faulty = bundle('batch', {
      resource: { resourceType: 'Patient', gender: 'x' },
      request: request('POST', 'Patient'),
    })
    assert.equal(validate(faulty).length, 1)
    assert.deepEqual(validate(faulty, { entries: 'skip' }), [])
  })
})
