/** Who owns what: HL7's 66 types, and the extension of consent.md R22. */
import assert from 'node:assert/strict'
import {
  compartmentParameters,
  isCompartment,
  ownedThrough,
  patientParameters,
  patientsOf,
} from '#fhir/compartment.ts'
import { resourceTypes } from '#fhir/definitions/resource-types.ts'
import { extract } from '#fhir/search/extract.ts'
import { searchParameter } from '#fhir/search/parameters.ts'

const options = { base: 'https://here/fhir', timeZone: 'UTC' }

function owners(resource: { resourceType: string; [member: string]: unknown }): string[] {
  const type = resource.resourceType
  return patientsOf(type, 'x', extract(resource, type, options).ref)
}

describe('compartments', () => {
  const sizes = { Patient: 66, Encounter: 25, Practitioner: 59, RelatedPerson: 32, Device: 32 }
  for (const [name, size] of Object.entries(sizes))
    it(`${name} has ${size} types`, () => {
      const members = resourceTypes.filter(
        (type) => compartmentParameters(name, type) !== undefined,
      )
      assert.equal(members.length, size)
      for (const type of members)
        for (const param of compartmentParameters(name, type) ?? [])
          assert.ok(searchParameter(type, param), `${type}.${param}`)
    })

  it('know no other names', () => {
    assert.ok(isCompartment('Patient'))
    for (const name of ['Observation', '__proto__', 'constructor']) {
      assert.ok(!isCompartment(name))
      assert.equal(compartmentParameters(name, 'Observation'), undefined)
    }
    assert.equal(compartmentParameters('Patient', 'toString'), undefined)
  })

  it('the owner stands for herself: never by link, and Task is no member', () => {
    assert.deepEqual(compartmentParameters('Patient', 'Patient'), ['_id'])
    assert.deepEqual(compartmentParameters('Encounter', 'Encounter'), ['_id'])
    assert.equal(compartmentParameters('Patient', 'Task'), undefined)
  })
})

describe('patientParameters', () => {
  it('has the patient of every type in the compartment, under whichever name it is asked for', () => {
    for (const type of resourceTypes) {
      if (compartmentParameters('Patient', type) === undefined) continue
      for (const code of ['patient', ...(compartmentParameters('Patient', type) ?? [])])
        if (searchParameter(type, code) !== undefined || code !== 'patient')
          assert.ok(patientParameters(type).has(code), `${type}.${code}`)
    }
    assert.ok(patientParameters('Encounter').has('subject'))
  })

  it('has no reference that another patient’s row may hold', () => {
    for (const [type, code] of [
      ['Observation', 'focus'],
      ['Observation', 'encounter'],
      ['Appointment', 'practitioner'],
      ['Patient', 'link'],
      ['Task', 'patient'],
      ['Nothing', 'patient'],
    ] as const)
      assert.ok(!patientParameters(type).has(code), `${type}.${code}`)
  })
})

describe('patientsOf', () => {
  const patient = (id: string) => ({ reference: `Patient/${id}` })
  const cases: [name: string, resource: Parameters<typeof owners>[0], owners: string[]][] = [
    [
      'a Patient is her own',
      { resourceType: 'Patient', link: [{ other: patient('2') }] },
      ['Patient/x'],
    ],
    ['subject', { resourceType: 'Observation', subject: patient('1') }, ['Patient/1']],
    [
      'subject below our base',
      { resourceType: 'Observation', subject: { reference: 'https://here/fhir/Patient/1' } },
      ['Patient/1'],
    ],
    ['never focus', { resourceType: 'Observation', focus: [patient('1')] }, []],
    ['a group', { resourceType: 'Observation', subject: { reference: 'Group/1' } }, []],
    [
      'another server',
      { resourceType: 'Observation', subject: { reference: 'https://there/fhir/Patient/1' } },
      [],
    ],
    [
      'several',
      {
        resourceType: 'Appointment',
        participant: [{ actor: patient('1') }, { actor: patient('2') }],
      },
      ['Patient/1', 'Patient/2'],
    ],
    [
      'Task by for',
      { resourceType: 'Task', for: patient('1'), focus: patient('2') },
      ['Patient/1'],
    ],
    ['Task by focus', { resourceType: 'Task', focus: patient('2') }, ['Patient/2']],
    ['Task without', { resourceType: 'Task', owner: patient('2') }, []],
    ['Device', { resourceType: 'Device', patient: patient('1') }, ['Patient/1']],
    ['PaymentNotice', { resourceType: 'PaymentNotice', request: patient('1') }, ['Patient/1']],
    ['Medication', { resourceType: 'Medication' }, []],
  ]
  for (const [name, resource, expected] of cases)
    it(name, () => assert.deepEqual(owners(resource), expected))

  it('a payment has the patients of what it pays', () => {
    const { ref } = extract(
      { resourceType: 'PaymentNotice', request: { reference: 'Claim/1' } },
      'PaymentNotice',
      options,
    )
    assert.deepEqual(ownedThrough('PaymentNotice', ref), ['Claim/1'])
    assert.deepEqual(ownedThrough('Observation', ref), [])
    assert.deepEqual(ownedThrough('Task', ['subject\u001fPatient/1', 'focus\u001fClaim/1']), [])
  })
})
