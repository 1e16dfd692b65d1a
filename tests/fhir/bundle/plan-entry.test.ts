/** Entries that are refused, with the place: https://hl7.org/fhir/R4/bundle.html */
import assert from 'node:assert/strict'
import { bundle, post, put, refusal, request, urn } from './bundles.ts'

describe('fhir/bundle/plan-entry', () => {
  const faults: readonly (readonly [name: string, bundle: unknown, issue: string])[] = [
    ['no Bundle', { resourceType: 'Patient' }, 'structure Bundle.resourceType'],
    ['nothing', null, 'structure Bundle.resourceType'],
    ['a batch', { resourceType: 'Bundle', type: 'batch' }, 'not-supported Bundle.type'],
    [
      'entries that are no array',
      { resourceType: 'Bundle', type: 'transaction', entry: {} },
      'structure Bundle.entry',
    ],
    ['an entry that is no object', bundle(null), 'structure Bundle.entry[0]'],
    ['no request', bundle({ resource: {} }), 'required Bundle.entry[0].request'],
    [
      'no method',
      bundle({ request: { url: 'Patient' } }),
      'required Bundle.entry[0].request.method',
    ],
    ['no url', bundle({ request: { method: 'GET' } }), 'required Bundle.entry[0].request.url'],
    [
      'a strange method',
      bundle({ request: request('TRACE', 'Patient') }),
      'value Bundle.entry[0].request.method',
    ],
    [
      'PATCH',
      bundle({ request: request('PATCH', 'Patient/1') }),
      'not-supported Bundle.entry[0].request.url',
    ],
    [
      'a conditional update',
      bundle({ ...put('Patient', '1'), request: request('PUT', 'Patient?name=x') }),
      'not-supported Bundle.entry[0].request.url',
    ],
    [
      'a conditional delete',
      bundle({ request: request('DELETE', 'Patient?name=x') }),
      'not-supported Bundle.entry[0].request.url',
    ],
    [
      'an operation',
      bundle({ request: request('POST', 'Patient/$match') }),
      'not-supported Bundle.entry[0].request.url',
    ],
    [
      'a compartment search',
      bundle({ request: request('GET', 'Patient/1/Observation') }),
      'not-supported Bundle.entry[0].request.url',
    ],
    [
      'another server',
      bundle({ request: request('GET', 'https://evil.example/fhir/Patient/1') }),
      'value Bundle.entry[0].request.url',
    ],
    [
      'an id too long',
      bundle({ request: request('DELETE', `Patient/${'a'.repeat(65)}`) }),
      'value Bundle.entry[0].request.url',
    ],
    [
      'POST to an id',
      bundle({ ...post('Patient'), request: request('POST', 'Patient/1') }),
      'value Bundle.entry[0].request.url',
    ],
    [
      'PUT to a type',
      bundle({ ...put('Patient', '1'), request: request('PUT', 'Patient') }),
      'value Bundle.entry[0].request.url',
    ],
    [
      'POST without resource',
      bundle({ request: request('POST', 'Patient') }),
      'required Bundle.entry[0].resource',
    ],
    [
      'DELETE with resource',
      bundle({ resource: {}, request: request('DELETE', 'Patient/1') }),
      'structure Bundle.entry[0].resource',
    ],
    [
      'another type than the URL',
      bundle({ ...post('Patient'), request: request('POST', 'Person') }),
      'invalid Bundle.entry[0].resource.resourceType',
    ],
    [
      'another id than the URL',
      bundle({ ...put('Patient', '1'), request: request('PUT', 'Patient/2') }),
      'invalid Bundle.entry[0].resource.id',
    ],
    [
      'ifNoneExist on PUT',
      bundle(put('Patient', '1', { ifNoneExist: 'name=x' })),
      'not-supported Bundle.entry[0].request.ifNoneExist',
    ],
    [
      'an empty ifNoneExist',
      bundle(post('Patient', {}, {}, { ifNoneExist: '' })),
      'value Bundle.entry[0].request.ifNoneExist',
    ],
    [
      'ifNoneExist with an empty value',
      bundle(post('Patient', {}, {}, { ifNoneExist: 'name=' })),
      'value Bundle.entry[0].request.ifNoneExist',
    ],
    [
      'ifMatch on POST',
      bundle(post('Patient', {}, {}, { ifMatch: 'W/"1"' })),
      'not-supported Bundle.entry[0].request.ifMatch',
    ],
    [
      'a malformed ifMatch',
      bundle(put('Patient', '1', { ifMatch: 'W/"1' })),
      'value Bundle.entry[0].request.ifMatch',
    ],
    [
      'ifModifiedSince',
      bundle({ request: request('GET', 'Patient/1', { ifModifiedSince: '2026-01-01T00:00:00Z' }) }),
      'not-supported Bundle.entry[0].request.ifModifiedSince',
    ],
    [
      'a relative fullUrl',
      bundle(post('Patient', { fullUrl: 'Patient/1' })),
      'value Bundle.entry[0].fullUrl',
    ],
    [
      'a versioned fullUrl',
      bundle(post('Patient', { fullUrl: 'https://x.example/Patient/1/_history/2' })),
      'value Bundle.entry[0].fullUrl',
    ],
    [
      'a fullUrl twice',
      bundle(post('Patient', { fullUrl: urn(1) }), post('Patient', { fullUrl: urn(1) })),
      'invalid Bundle.entry[1].fullUrl',
    ],
    [
      'two changes to one resource',
      bundle(put('Patient', '1'), { request: request('DELETE', 'Patient/1') }),
      'invalid Bundle.entry[1].request.url',
    ],
    [
      'a urn without entry',
      bundle(post('Patient'), post('Observation', {}, { hasMember: [{}, { reference: urn(5) }] })),
      'invalid Bundle.entry[1].resource.hasMember[1].reference',
    ],
  ]
  for (const [name, value, issue] of faults)
    it(`refuses ${name}`, () => {
      assert.deepEqual(refusal(value), { status: 400, issues: [issue] })
    })

  it('refuses members that it would otherwise pass over', () => {
    const odd = {
      ...bundle(
        { ...post('Patient'), response: {} },
        { request: request('GET', 'Patient/1', { ifNoneExists: 'a=b' }) },
      ),
      implicitRules: 'x',
      'a b': 1,
      _entry: [],
      _type: {},
    }
    assert.deepEqual(refusal(odd).issues, [
      'structure Bundle.implicitRules',
      'structure Bundle.?',
      'structure Bundle._entry',
      'structure Bundle.entry[0].response',
      'structure Bundle.entry[1].request.ifNoneExists',
    ])
  })

  it('tells all faults at once', () => {
    const { issues } = refusal(
      bundle({}, post('Patient', { fullUrl: 'x' }), { request: request('PATCH', 'Patient/1') }),
    )
    assert.equal(issues.length, 3)
  })
})
