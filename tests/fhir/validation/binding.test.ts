import assert from 'node:assert/strict'
import { validate } from '#fhir/validation/validate.ts'
import { found } from './expect-issues.ts'

type Json = Record<string, unknown>

const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const condition = (clinicalStatus: Json): Json => ({
  resourceType: 'Condition',
  clinicalStatus,
  subject: { reference: 'Patient/1' },
})
const photo = (contentType: string): Json => ({ resourceType: 'Patient', photo: [{ contentType }] })
const invoice = (currency: string): Json => ({
  resourceType: 'Invoice',
  status: 'draft',
  totalNet: { value: 1, currency },
})

describe('bindings', () => {
  it('accept and refuse codes of required sets', () => {
    assert.deepEqual(found({ resourceType: 'Patient', gender: 'female' }), [])
    assert.deepEqual(found({ resourceType: 'Patient', gender: 'Female' }), [
      'code-invalid Patient.gender',
    ])
  })

  it('want one coding of a required set in a CodeableConcept', () => {
    const active = { system: clinical, code: 'active' }
    assert.deepEqual(found(condition({ coding: [{ code: 'x' }, active] })), [])
    const faults: Json[] = [
      { text: 'active' },
      { coding: [{ code: 'active' }] },
      { coding: [{ system: clinical, code: 'x' }] },
      { coding: [{ system: 'http://example.org', code: 'active' }] },
    ]
    for (const fault of faults)
      assert.deepEqual(found(condition(fault)), ['code-invalid Condition.clinicalStatus'])
  })

  it('accept an extension that says why there is no code', () => {
    const extension = [{ url: 'http://example.org/why', valueCode: 'unknown' }]
    assert.deepEqual(found(condition({ extension })), [])
  })

  it('accept sets that a rule defines', () => {
    for (const type of ['image/png', 'text/plain; charset=utf-8', 'application/fhir+json'])
      assert.deepEqual(found(photo(type)), [], type)
    for (const type of ['png', 'image/', 'a b/c'])
      assert.deepEqual(found(photo(type)), ['code-invalid Patient.photo[0].contentType'], type)
    assert.deepEqual(found(invoice('MYR')), [])
    assert.deepEqual(found(invoice('RM')), ['code-invalid Invoice.totalNet.currency'])
  })

  it('only warn of codes outside an extensible set', () => {
    const married = (coding: Json): Json => ({
      resourceType: 'Patient',
      maritalStatus: { coding: [coding] },
    })
    const own = validate(married({ system: 'http://example.org', code: 'x' }))
    assert.deepEqual(
      own.map(({ severity, code }) => [severity, code]),
      [['warning', 'code-invalid']],
    )
    const system = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus'
    assert.deepEqual(validate(married({ system, code: 'M' })), [])
    assert.deepEqual(validate({ resourceType: 'Patient', maritalStatus: { text: 'x' } }), [])
  })
})
