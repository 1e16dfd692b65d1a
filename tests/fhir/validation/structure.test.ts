import assert from 'node:assert/strict'
import { parseJson } from '#fhir/json.ts'
import { found } from './expect-issues.ts'

type Json = Record<string, unknown>

const patient = (more: Json): Json => ({ resourceType: 'Patient', ...more })
const observation = (more: Json): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
})
const extension = { url: 'http://example.org/x', valueString: 'x' }

const accepted: Readonly<Record<string, Json>> = {
  'no element at all': patient({}),
  'a choice': observation({ valueQuantity: { value: 1 } }),
  'a value and its partner': patient({ birthDate: '2020', _birthDate: { id: 'a' } }),
  'a partner alone': patient({ _birthDate: { extension: [extension] } }),
  'a required element with extensions alone': {
    resourceType: 'Observation',
    _status: { extension: [extension] },
    code: { text: 'x' },
  },
  'a choice and its own partner': observation({ valueString: 'x', _valueString: { id: 'a' } }),
  'nulls that partners fill': patient({
    name: [{ given: ['a', null], _given: [null, { extension: [extension] }] }],
  }),
  'partners of an array without values': patient({
    name: [{ _given: [{ extension: [extension] }] }],
  }),
  'extensions at any depth': patient({
    contact: [{ extension: [extension], name: { family: 'x', extension: [extension] } }],
  }),
  'extensions in an extension': patient({
    extension: [{ url: 'http://example.org/y', extension: [extension] }],
  }),
  'a content reference': {
    resourceType: 'Questionnaire',
    status: 'draft',
    item: [{ linkId: '1', type: 'group', item: [{ linkId: '2', type: 'string' }] }],
  },
}

const refused: readonly (readonly [fault: string, resource: unknown, ...issues: string[]])[] = [
  ['an array as a resource', [], 'structure Resource'],
  ['null', null, 'structure Resource'],
  ['a string', 'x', 'structure Resource'],
  ['no resourceType', { id: 'a' }, 'required Resource.resourceType'],
  ['an unknown type', { resourceType: 'Foo' }, 'structure Resource.resourceType'],
  ['an abstract type', { resourceType: 'DomainResource' }, 'structure Resource.resourceType'],
  ['a number as type', { resourceType: 1 }, 'structure Resource.resourceType'],
  ['an unknown element', patient({ foo: 1 }), 'structure Patient'],
  [
    'a name of JavaScript',
    parseUnchecked('{"resourceType":"Patient","toString":1}'),
    'structure Patient',
  ],
  [
    'an unknown element deep inside',
    patient({ contact: [{ name: { foo: 1 } }] }),
    'structure Patient.contact[0].name',
  ],
  ['an array for one value', patient({ gender: ['male'] }), 'structure Patient.gender'],
  ['one value for an array', patient({ name: { family: 'x' } }), 'structure Patient.name'],
  ['a string for a boolean', patient({ active: 'true' }), 'structure Patient.active'],
  ['a number for a string', patient({ name: [{ family: 1 }] }), 'structure Patient.name[0].family'],
  ['a string for a number', observation({ valueInteger: '1' }), 'structure Observation.value'],
  ['an object for a primitive', patient({ birthDate: {} }), 'structure Patient.birthDate'],
  ['a primitive for an object', patient({ maritalStatus: 'x' }), 'structure Patient.maritalStatus'],
  [
    'a raw number for an object',
    parseJson('{"resourceType":"Patient","maritalStatus":1.00}'),
    'structure Patient.maritalStatus',
  ],
  [
    'a missing element',
    { resourceType: 'Observation', code: { text: 'x' } },
    'required Observation.status',
  ],
  [
    'a missing element in a backbone element',
    patient({ link: [{ type: 'refer' }] }),
    'required Patient.link[0].other',
  ],
  [
    'a missing choice',
    {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject: { display: 'x' },
    },
    'required MedicationRequest.medication',
  ],
  ['an empty object', patient({ maritalStatus: {} }), 'structure Patient.maritalStatus'],
  ['an empty array', patient({ name: [] }), 'structure Patient.name'],
  ['an empty string', patient({ name: [{ family: '' }] }), 'value Patient.name[0].family'],
  ['null for a value', patient({ birthDate: null }), 'structure Patient.birthDate'],
  ['null for an object', patient({ maritalStatus: null }), 'structure Patient.maritalStatus'],
  ['null in an array of objects', patient({ name: [null] }), 'structure Patient.name[0]'],
  [
    'null in an array without partner',
    patient({ name: [{ given: ['a', null] }] }),
    'structure Patient.name[0].given[1]',
  ],
  [
    'null at one place in both arrays',
    patient({ name: [{ given: ['a', null], _given: [{ id: 'x' }, null] }] }),
    'structure Patient.name[0].given[1]',
  ],
  [
    'arrays of different length',
    patient({ name: [{ given: ['a'], _given: [{ id: 'x' }, { id: 'y' }] }] }),
    'structure Patient.name[0].given',
    'invariant Patient.name[0].given[1]',
  ],
  [
    'an object with an id alone',
    patient({ maritalStatus: { id: 'x' } }),
    'invariant Patient.maritalStatus',
  ],
  [
    'a partner with an id alone',
    patient({ _birthDate: { id: 'x' } }),
    'invariant Patient.birthDate',
  ],
  [
    'an empty partner',
    patient({ birthDate: '2020', _birthDate: {} }),
    'structure Patient.birthDate',
  ],
  [
    'a partner that is no object',
    patient({ birthDate: '2020', _birthDate: 'x' }),
    'structure Patient.birthDate',
  ],
  [
    'a partner with other members',
    patient({ _birthDate: { extension: [extension], foo: 1 } }),
    'structure Patient.birthDate',
  ],
  ['a partner of a complex element', patient({ _name: [{ id: 'x' }] }), 'structure Patient'],
  ['a wrong choice suffix', observation({ valueMoney: { value: 1 } }), 'structure Observation'],
  ['the stem of a choice', observation({ value: 1 }), 'structure Observation'],
  [
    'two of one choice',
    observation({ valueString: 'x', valueInteger: 1 }),
    'structure Observation.value',
  ],
  [
    'two of one choice, one as partner',
    observation({ valueString: 'x', _valueInteger: { extension: [extension] } }),
    'structure Observation.value',
  ],
  [
    'an extension without url',
    patient({ extension: [{ valueString: 'x' }] }),
    'required Patient.extension[0].url',
  ],
  [
    'an extension without value',
    patient({ extension: [{ url: 'http://x.org/y' }] }),
    'invariant Patient.extension[0]',
  ],
  [
    'an extension with value and extension',
    patient({ extension: [{ ...extension, extension: [extension] }] }),
    'invariant Patient.extension[0]',
  ],
  [
    'a modifier extension in a datatype',
    patient({ name: [{ family: 'x', modifierExtension: [extension] }] }),
    'structure Patient.name[0]',
  ],
  [
    'a modifier extension of what is acted upon',
    {
      resourceType: 'Consent',
      modifierExtension: [extension],
      status: 'active',
      scope: { text: 'x' },
      category: [{ text: 'x' }],
      policyRule: { text: 'x' },
    },
    'business-rule Consent',
  ],
]

/** The door refuses such names; the validator must stand them all the same. */
function parseUnchecked(text: string): unknown {
  return JSON.parse(text)
}

describe('the structure of a resource', () => {
  for (const [name, resource] of Object.entries(accepted))
    it(`accepts ${name}`, () => assert.deepEqual(found(resource), []))
  for (const [fault, resource, ...issues] of refused)
    it(`refuses ${fault}`, () => assert.deepEqual(found(resource), issues))
})
