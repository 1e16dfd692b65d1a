/**
 * Transactions that cannot be: refused whole, each fault at its entry, and nothing half-written.
 * https://hl7.org/fhir/R4/http.html#trules
 */
import assert from 'node:assert/strict'
import type { Bundle } from '@medplum/fhirtypes'
import { record } from '#seed/record.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { type Bad, refuses } from '#tests/support/refused.ts'

const subject = { reference: 'Patient/rimba-siti' }
const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'weight' },
  subject,
}
const post = (resource: { readonly resourceType: string }, more: object = {}) => ({
  resource,
  request: { method: 'POST', url: resource.resourceType, ...more },
})
const pointing = (reference: string) => post({ ...observation, subject: { reference } } as never)
const good = post(observation)

/** What is right comes first: it must not stay. */
function refused(
  entry: unknown,
  code: Bad['code'],
  status: number,
  expression: string | undefined,
  members: object = {},
): Bad {
  return {
    method: 'post',
    path: '/fhir',
    body: { resourceType: 'Bundle', type: 'transaction', entry: [good, entry], ...members },
    code,
    status,
    ...(expression === undefined ? {} : { tells: { expression } }),
  }
}

const entry = 'Bundle.entry[1]'

const table: Readonly<Record<string, Bad>> = {
  'a resource that is not valid': refused(
    post({ ...observation, status: 'done' } as never),
    'code-invalid',
    422,
    `${entry}.resource.status`,
  ),
  'an unknown element': refused(
    post({ ...observation, mood: 'good' } as never),
    'structure',
    400,
    `${entry}.resource`,
  ),
  'a conditional reference that nobody meets': refused(
    pointing('Patient?identifier=https://rimba.example/patient-number|none'),
    'not-found',
    412,
    `${entry}.resource.subject.reference`,
  ),
  'a conditional reference that several meet': refused(
    pointing('Patient?gender=male'),
    'multiple-matches',
    412,
    `${entry}.resource.subject.reference`,
  ),
  'a conditional reference by an unknown parameter': refused(
    pointing('Patient?shoe-size=40'),
    'invalid',
    400,
    `${entry}.resource.subject.reference`,
  ),
  'a conditional reference with an operator': refused(
    pointing('Patient?identifier[$ne]=x'),
    'invalid',
    400,
    `${entry}.resource.subject.reference`,
  ),
  'a conditional reference to an unknown type': refused(
    pointing('Pateint?identifier=x'),
    'value',
    400,
    `${entry}.resource.subject.reference`,
  ),
  'an urn:uuid without entry': refused(
    pointing('urn:uuid:0a0ea1f0-6f4a-4f5e-9d53-6d7f6a0d7f11'),
    'invalid',
    400,
    `${entry}.resource.subject.reference`,
  ),
  'a criterion that several meet': refused(
    post({ resourceType: 'Patient' }, { ifNoneExist: 'gender=male' }),
    'multiple-matches',
    412,
    entry,
  ),
  'a criterion with an operator': refused(
    post({ resourceType: 'Patient' }, { ifNoneExist: 'identifier[$ne]=x' }),
    'invalid',
    400,
    entry,
  ),
  'an empty criterion': refused(
    post({ resourceType: 'Patient' }, { ifNoneExist: '' }),
    'value',
    400,
    `${entry}.request.ifNoneExist`,
  ),
  'a criterion that only says how to answer': refused(
    post({ resourceType: 'Patient' }, { ifNoneExist: '_count=1' }),
    'invalid',
    400,
    entry,
  ),
  'a version that is not the current one': refused(
    {
      resource: { resourceType: 'Patient', id: 'rimba-siti' },
      request: { method: 'PUT', url: 'Patient/rimba-siti', ifMatch: 'W/"stale"' },
    },
    'conflict',
    412,
    entry,
  ),
  'a deletion of a version that is not the current one': refused(
    { request: { method: 'DELETE', url: 'Patient/rimba-siti', ifMatch: 'W/"stale"' } },
    'conflict',
    412,
    entry,
  ),
  'a deletion of what is not there': refused(
    { request: { method: 'DELETE', url: 'Observation/rimba-never-was' } },
    'not-found',
    404,
    entry,
  ),
  'a read of what is not there': refused(
    { request: { method: 'GET', url: 'Observation/rimba-never-was' } },
    'not-found',
    404,
    entry,
  ),
  'a read of what it deletes': refused(good, 'deleted', 410, entry, {
    entry: [
      { request: { method: 'DELETE', url: 'Observation/rimba-glucose-1' } },
      { request: { method: 'GET', url: 'Observation/rimba-glucose-1' } },
    ],
  }),
  'an id outside its prefix': refused(
    {
      resource: { resourceType: 'Patient', id: 'tutong-1' },
      request: { method: 'PUT', url: 'Patient/tutong-1' },
    },
    'not-found',
    404,
    entry,
  ),
  'another id than the address says': refused(
    {
      resource: { resourceType: 'Patient', id: 'rimba-omar' },
      request: { method: 'PUT', url: 'Patient/rimba-siti' },
    },
    'invalid',
    400,
    `${entry}.resource.id`,
  ),
  'a shortened view': refused(
    {
      resource: {
        resourceType: 'Patient',
        id: 'rimba-siti',
        meta: {
          tag: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
              code: 'SUBSETTED',
            },
          ],
        },
      },
      request: { method: 'PUT', url: 'Patient/rimba-siti' },
    },
    'business-rule',
    422,
    `${entry}.resource.meta`,
  ),
  'a Consent without patient': refused(
    post({
      resourceType: 'Consent',
      status: 'proposed',
      scope: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
        ],
      },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      policyRule: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }],
      },
    } as never),
    'business-rule',
    422,
    `${entry}.resource.patient`,
  ),
  'a patient that does not exist': refused(
    pointing('Patient/rimba-nobody'),
    'business-rule',
    422,
    `${entry}.resource`,
  ),
  'an entry without request': refused(
    { resource: observation },
    'required',
    400,
    `${entry}.request`,
  ),
  'an entry without resource': refused(
    { request: { method: 'POST', url: 'Patient' } },
    'required',
    400,
    `${entry}.resource`,
  ),
  'an entry that is no object': refused('x', 'structure', 400, entry),
  'a method that is none': refused(
    { request: { method: 'BREW', url: 'Patient' } },
    'value',
    400,
    `${entry}.request.method`,
  ),
  'an address that climbs': refused(
    { request: { method: 'GET', url: '../metadata' } },
    'value',
    400,
    `${entry}.request.url`,
  ),
  'two entries that change one resource': refused(
    { request: { method: 'DELETE', url: 'Patient/rimba-siti' } },
    'invalid',
    400,
    'Bundle.entry[1].request.url',
    {
      entry: [
        { request: { method: 'DELETE', url: 'Patient/rimba-siti' } },
        { request: { method: 'DELETE', url: 'Patient/rimba-siti' } },
      ],
    },
  ),
  'an unknown member of the Bundle': refused(good, 'structure', 400, 'Bundle.mood', {
    mood: 'good',
  }),
  'more than 10,000 entries': refused(good, 'too-long', 413, undefined, {
    entry: Array.from({ length: 10_001 }, () => good),
  }),
  'a batch': refused(good, 'not-supported', 404, 'Bundle.type', { type: 'batch' }),
  'a searchset': refused(good, 'invalid', 400, 'Bundle.type', { type: 'searchset' }),
  'a Bundle without type': refused(good, 'required', 400, 'Bundle.type', { type: undefined }),
  'a Bundle whose type is no string': refused(good, 'structure', 400, 'Bundle.type', {
    type: { $ne: 'batch' },
  }),
  'entries that are no list': refused(good, 'structure', 400, 'Bundle.entry', { entry: {} }),
  'what is no Bundle': {
    method: 'post',
    path: '/fhir/',
    body: observation,
    code: 'invalid',
    status: 400,
    tells: { expression: 'resourceType' },
  },
}

describe('given a client that sends transactions that cannot be', () => {
  let town: Town
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    await town.app.as(town.clinic).post('/fhir', record).expect(200)
  })
  after(() => town.app.close())

  for (const [name, bad] of Object.entries(table))
    it(`refuses ${name}`, () => refuses(town, town.clinic, bad))

  it('and still takes what is right, and reads what it writes', async () => {
    const url = 'Observation/rimba-weight-1'
    const entry = [
      { request: { method: 'GET', url } },
      { request: { method: 'GET', url: 'Observation/rimba-hba1c-1' } },
      { resource: { ...observation, id: 'rimba-weight-1' }, request: { method: 'PUT', url } },
    ]
    const bundle = { resourceType: 'Bundle', type: 'transaction', entry }
    const answer = await town.app.as(town.clinic).post('/fhir', bundle).expect(200)
    const [first, second, third] = (answer.body as Bundle).entry ?? []
    assert.equal(first?.response?.etag, third?.response?.etag)
    assert.equal(first?.resource?.id, 'rimba-weight-1')
    assert.equal(second?.resource?.id, 'rimba-hba1c-1')
    assert.match(third?.response?.status ?? '', /^201/)
  })
})
