/** The rules of a transaction that show without data: https://hl7.org/fhir/R4/http.html#trules */
import assert from 'node:assert/strict'
import { planTransaction } from '#fhir/bundle/plan-transaction.ts'
import { bundle, post, put, refusal, request, urn } from './bundles.ts'

describe('fhir/bundle/plan-transaction', () => {
  it('orders DELETE, POST, PUT, GET and keeps the order of the Bundle inside each', () => {
    const plan = planTransaction(
      bundle(
        { request: request('GET', 'Patient/a') },
        put('Patient', 'b'),
        post('Patient'),
        { request: request('HEAD', 'Patient?name=x') },
        { request: request('DELETE', 'Patient/c') },
        post('Observation'),
      ),
    )
    assert.deepEqual(
      plan.entries.map(({ index, interaction, type, id }) => [index, interaction, type, id]),
      [
        [4, 'delete', 'Patient', 'c'],
        [2, 'create', 'Patient', undefined],
        [5, 'create', 'Observation', undefined],
        [1, 'update', 'Patient', 'b'],
        [0, 'read', 'Patient', 'a'],
        [3, 'search-type', 'Patient', undefined],
      ],
    )
    assert.equal(plan.entries[5]?.query, 'name=x')
  })

  it('reads vread, history, a leading slash and our own address', () => {
    const plan = planTransaction(
      bundle(
        { request: request('GET', '/Patient/a/_history/3') },
        { request: request('GET', 'https://clinic.example/fhir/Patient/a/_history?_count=5') },
      ),
      { base: 'https://clinic.example/fhir' },
    )
    const [vread, history] = plan.entries
    assert.deepEqual([vread?.interaction, vread?.id, vread?.vid], ['vread', 'a', '3'])
    assert.deepEqual([history?.interaction, history?.query], ['history-instance', '_count=5'])
  })

  it('lists what references may mean and each conditional reference once', () => {
    const patient = { reference: urn(1) }
    const practitioner = { reference: 'Practitioner?identifier=http://npi|1' }
    const plan = planTransaction(
      bundle(
        post('Patient', { fullUrl: urn(1) }),
        post(
          'Observation',
          { fullUrl: urn(2) },
          { subject: patient, performer: [practitioner, practitioner] },
        ),
        post('Encounter', { fullUrl: 'http://there.example/Encounter/7' }, { subject: patient }),
        post('Condition', {}, { encounter: { reference: 'Encounter/7' } }),
      ),
    )
    assert.deepEqual(
      [...plan.targets],
      [
        [urn(1), 0],
        [urn(2), 1],
        ['http://there.example/Encounter/7', 2],
        ['Encounter/7', 2],
      ],
    )
    assert.deepEqual(plan.conditionals, [
      {
        reference: 'Practitioner?identifier=http://npi|1',
        type: 'Practitioner',
        query: 'identifier=http://npi|1',
        expression: 'Bundle.entry[1].resource.performer[0].reference',
      },
    ])
  })

  it('does not let a foreign fullUrl capture a resource of ours that the Bundle writes', () => {
    const plan = planTransaction(
      bundle(post('Patient', { fullUrl: 'http://there.example/Patient/7' }), put('Patient', '7')),
    )
    assert.equal(plan.targets.has('Patient/7'), false)
  })

  it('joins creates with one criterion, however it is written', () => {
    const plan = planTransaction(
      bundle(
        post('Patient', {}, {}, { ifNoneExist: 'identifier=a%7Cb&active=true' }),
        post('Patient', {}, {}, { ifNoneExist: 'Patient?active=true&identifier=a|b' }),
        post('Practitioner', {}, {}, { ifNoneExist: 'identifier=a|b&active=true' }),
      ),
    )
    assert.deepEqual(
      plan.entries.map((entry) => entry.sameAs),
      [undefined, 0, undefined],
    )
  })

  it('reads If-Match in every spelling', () => {
    const plan = planTransaction(bundle(put('Patient', 'a', { ifMatch: 'W/"1", "2", 3' })))
    assert.deepEqual(plan.entries[0]?.ifMatch, ['1', '2', '3'])
  })

  it('takes a transaction without entries and leaves identifiers alone that look like a urn', () => {
    assert.deepEqual(planTransaction({ resourceType: 'Bundle', type: 'transaction' }).entries, [])
    assert.doesNotThrow(() =>
      planTransaction(bundle(post('Patient', {}, { identifier: [{ value: urn(9) }] }))),
    )
  })

  it('refuses more entries than the limit with 413', () => {
    const entries = Array.from({ length: 10_001 }, () => post('Patient'))
    assert.equal(refusal(bundle(...entries)).status, 413)
    assert.equal(planTransaction(bundle(...entries.slice(1))).entries.length, 10_000)
  })
})
