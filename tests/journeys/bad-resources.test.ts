/**
 * Resources that cannot be: each told what is wrong, with status, code and element, and nothing half-written.
 * https://hl7.org/fhir/R4/validation.html, https://hl7.org/fhir/R4/http.html#Status-Codes
 */
import { record } from '#seed/record.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { type Bad, refuses } from '#tests/support/refused.ts'

const siti = '/fhir/Patient/rimba-siti'
const code = { text: 'weight' }
const subject = { reference: 'Patient/rimba-siti' }
const observation = { resourceType: 'Observation', status: 'final', code, subject }
const posted = (
  resource: { readonly resourceType: string; readonly [element: string]: unknown },
  code: Bad['code'],
  status: number,
  expression: string,
): Bad => ({
  method: 'post',
  path: `/fhir/${resource.resourceType}`,
  body: resource,
  code,
  status,
  tells: { expression },
})

const table: Readonly<Record<string, Bad>> = {
  'an unknown element': {
    ...posted({ resourceType: 'Patient', shoeSize: 40 }, 'structure', 400, ''),
    tells: { expression: 'Patient', says: /shoeSize/ },
  },
  'an operator as an element': {
    ...posted({ resourceType: 'Patient' }, 'structure', 400, ''),
    body: { resourceType: 'Patient', $where: 'true' },
    tells: {},
  },
  'an operator as a value': posted(
    { ...observation, status: { $ne: 'final' } },
    'structure',
    400,
    'Observation.status',
  ),
  'a string for a boolean': posted(
    { resourceType: 'Patient', active: 'true' },
    'structure',
    400,
    'Patient.active',
  ),
  'an object for a list': posted(
    { resourceType: 'Patient', name: { family: 'x' } },
    'structure',
    400,
    'Patient.name',
  ),
  'a date that is none': posted(
    { resourceType: 'Patient', birthDate: '1978-02-30' },
    'value',
    400,
    'Patient.birthDate',
  ),
  'a moment without zone': posted(
    { ...observation, effectiveDateTime: '2026-01-01T10:00:00' },
    'value',
    400,
    'Observation.effective',
  ),
  'what must be there': posted(
    { resourceType: 'Observation', status: 'final' },
    'required',
    400,
    'Observation.code',
  ),
  'two of a choice': posted(
    { ...observation, valueString: 'a', valueBoolean: true },
    'structure',
    400,
    'Observation.value',
  ),
  'a code outside a required set': posted(
    { resourceType: 'Patient', gender: 'f' },
    'code-invalid',
    422,
    'Patient.gender',
  ),
  'an invariant': posted(
    {
      ...observation,
      dataAbsentReason: { text: 'asked' },
      valueString: 'x',
    },
    'invariant',
    422,
    'Observation',
  ),
  'a reference to a type that cannot stand there': posted(
    { ...observation, subject: { reference: 'Practitioner/lim' } },
    'business-rule',
    422,
    'Observation.subject',
  ),
  'a patient that does not exist': posted(
    { ...observation, subject: { reference: 'Patient/rimba-nobody' } },
    'business-rule',
    422,
    'Observation',
  ),
  'a Consent without patient': posted(
    {
      resourceType: 'Consent',
      status: 'active',
      scope: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/consentscope',
            code: 'patient-privacy',
          },
        ],
      },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      policyRule: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }],
      },
    },
    'business-rule',
    422,
    'Consent.patient',
  ),
  'an illegal id in the address': {
    method: 'put',
    path: '/fhir/Patient/a_b',
    body: { resourceType: 'Patient', id: 'a_b' },
    code: 'value',
    status: 400,
    tells: { expression: 'Patient.id' },
  },
  'an illegal id in the body': {
    method: 'put',
    path: siti,
    body: { resourceType: 'Patient', id: 'rimba siti' },
    code: 'value',
    status: 400,
    tells: { expression: 'Patient.id' },
  },
  'another id than the address says': {
    method: 'put',
    path: siti,
    body: { resourceType: 'Patient', id: 'rimba-omar' },
    code: 'invalid',
    status: 400,
    tells: { expression: 'Patient.id' },
  },
  'no id in the body of an update': {
    method: 'put',
    path: siti,
    body: { resourceType: 'Patient' },
    code: 'invalid',
    status: 400,
    tells: { expression: 'Patient.id' },
  },
  'a shortened view': {
    method: 'put',
    path: siti,
    body: {
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
    code: 'business-rule',
    status: 422,
    tells: { expression: 'Patient.meta' },
  },
  'a version that is not the current one': {
    method: 'put',
    path: siti,
    headers: { 'if-match': 'W/"stale"' },
    body: { resourceType: 'Patient', id: 'rimba-siti' },
    code: 'conflict',
    status: 412,
  },
  'a deletion of a version that is not the current one': {
    method: 'delete',
    path: siti,
    headers: { 'if-match': 'W/"stale"' },
    code: 'conflict',
    status: 412,
  },
  'an id outside its prefix': {
    method: 'put',
    path: '/fhir/Patient/tutong-1',
    body: { resourceType: 'Patient', id: 'tutong-1' },
    code: 'not-found',
    status: 404,
  },
}

describe('given a client that sends resources that cannot be', () => {
  let town: Town
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    await town.app.as(town.clinic).post('/fhir', record).expect(200)
  })
  after(() => town.app.close())

  for (const [name, bad] of Object.entries(table))
    it(`refuses ${name}`, () => refuses(town, town.clinic, bad))

  it('and still takes what is right', async () => {
    await town.app.as(town.clinic).post('/fhir/Observation', observation).expect(201)
  })
})
