import assert from 'node:assert/strict'
import { found } from './expect-issues.ts'

const withSubject = (subject: unknown, contained?: unknown): unknown => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...(contained === undefined ? {} : { contained }),
  subject,
})

describe('references', () => {
  const good: readonly unknown[] = [
    { reference: 'Patient/1' },
    { reference: 'Patient/1/_history/2' },
    { reference: 'https://example.org/fhir/Patient/1' },
    { reference: 'https://example.org/something' },
    { reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' },
    { reference: 'urn:oid:1.2.3' },
    { reference: 'Patient?identifier=a|b' },
    { display: 'someone' },
    { type: 'Patient', identifier: { value: 'x' } },
    { reference: 'Patient/1', type: 'http://hl7.org/fhir/StructureDefinition/Patient' },
    { extension: [{ url: 'http://example.org/x', valueString: 'x' }] },
  ]
  for (const reference of good)
    it(`accepts ${JSON.stringify(reference)}`, () =>
      assert.deepEqual(found(withSubject(reference)), []))

  const bad: readonly (readonly [reference: unknown, issue: string])[] = [
    [{ reference: 'Patient' }, 'value Observation.subject.reference'],
    [{ reference: 'Patient/' }, 'value Observation.subject.reference'],
    [{ reference: 'patient 1' }, 'value Observation.subject.reference'],
    [{ reference: 'Patient/a_b' }, 'value Observation.subject.reference'],
    [{ reference: 'Foo/1' }, 'value Observation.subject.reference'],
    [{ reference: 'Practitioner/1' }, 'business-rule Observation.subject'],
    [{ reference: 'Practitioner?identifier=x' }, 'business-rule Observation.subject'],
    [{ reference: 'https://example.org/fhir/Practitioner/1' }, 'business-rule Observation.subject'],
    [{ type: 'Practitioner', display: 'x' }, 'business-rule Observation.subject'],
    [{ reference: 'Patient/1', type: 'Group' }, 'business-rule Observation.subject.type'],
    [{ reference: '#x' }, 'invariant Observation.subject.reference'],
    [{ reference: 1 }, 'structure Observation.subject.reference'],
  ]
  for (const [reference, issue] of bad)
    it(`refuses ${JSON.stringify(reference)}`, () =>
      assert.deepEqual(found(withSubject(reference)), [issue]))

  it('follows a fragment to the contained resource and judges its type', () => {
    const patient = { resourceType: 'Patient', id: 'x' }
    assert.deepEqual(found(withSubject({ reference: '#x' }, [patient])), [])
    const practitioner = { resourceType: 'Practitioner', id: 'x' }
    assert.deepEqual(found(withSubject({ reference: '#x' }, [practitioner])), [
      'business-rule Observation.subject',
    ])
  })
})
