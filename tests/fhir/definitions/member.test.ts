import assert from 'node:assert/strict'
import { choiceName, memberOf, membersOf } from '#fhir/definitions/member.ts'

describe('memberOf', () => {
  it('resolves the member of a choice to its element and type', () => {
    const member = memberOf('Observation', 'valueQuantity')
    assert.equal(member?.element, 'value')
    assert.equal(member?.type, 'Quantity')
    assert.equal(memberOf('Patient', 'deceasedBoolean')?.type, 'boolean')
    assert.equal(memberOf('Extension', 'valueBase64Binary')?.type, 'base64Binary')
  })

  it('resolves a plain member, backbone elements and content references too', () => {
    assert.equal(memberOf('Patient', 'contact')?.type, 'Patient.contact')
    assert.equal(
      memberOf('Observation.component', 'referenceRange')?.type,
      'Observation.referenceRange',
    )
  })

  it('refuses stems, wrong suffixes, partners and names of JavaScript', () => {
    for (const name of ['value', 'valueFoo', 'valueMoney', '_status', 'constructor', '__proto__'])
      assert.equal(memberOf('Observation', name), undefined, name)
    assert.equal(memberOf('Nothing', 'id'), undefined)
  })

  it('keeps the order of the standard', () => {
    assert.deepEqual([...membersOf('Patient').keys()].slice(0, 4), [
      'id',
      'meta',
      'implicitRules',
      'language',
    ])
    assert.equal(choiceName('value', 'dateTime'), 'valueDateTime')
  })
})
