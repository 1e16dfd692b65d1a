import assert from 'node:assert/strict'
import { boundSystems, requiredCodes } from '#fhir/definitions/required-codes.ts'
import { typeNames, typeTable } from '#fhir/definitions/type-table.ts'

const gender = 'http://hl7.org/fhir/ValueSet/administrative-gender'

describe('requiredCodes', () => {
  it('holds each code alone and with its system', () => {
    const codes = requiredCodes(gender)
    assert.ok(codes?.has('female'))
    assert.ok(codes?.has('http://hl7.org/fhir/administrative-gender|female'))
    assert.equal(codes?.has('f'), false)
    assert.deepEqual(boundSystems(gender), ['http://hl7.org/fhir/administrative-gender'])
  })

  it('follows filters, hierarchies and imported value sets', () => {
    const allTypes = requiredCodes('http://hl7.org/fhir/ValueSet/all-types')
    for (const code of ['Patient', 'string', 'Any']) assert.ok(allTypes?.has(code), code)
    assert.equal(requiredCodes('http://hl7.org/fhir/ValueSet/resource-types')?.has('string'), false)
    assert.ok(requiredCodes('http://hl7.org/fhir/ValueSet/marital-status')?.has('UNK'))
  })

  it('knows every required set but the four that a rule defines', () => {
    const unknown = new Set<string>()
    for (const type of typeNames())
      for (const row of Object.values(typeTable(type)?.elements ?? {}))
        if (row.binding?.[0] === 'r' && requiredCodes(row.binding[1]) === undefined)
          unknown.add(row.binding[1])
    assert.deepEqual(
      [...unknown].sort((a, b) => (a < b ? -1 : 1)),
      [
        'http://hl7.org/fhir/ValueSet/currencies',
        'http://hl7.org/fhir/ValueSet/mimetypes',
        'http://hl7.org/fhir/ValueSet/ucum-units',
        'http://loinc.org/vs/LL379-9',
      ],
    )
  })

  it('answers undefined for others', () => {
    assert.equal(requiredCodes('http://example.org/unknown'), undefined)
    assert.equal(requiredCodes('constructor'), undefined)
    assert.deepEqual(boundSystems('constructor'), [])
  })
})
