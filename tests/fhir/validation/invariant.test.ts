import assert from 'node:assert/strict'
import fhirpath from 'fhirpath'
import model from 'fhirpath/fhir-context/r4'
import { typeNames, typeTable } from '#fhir/definitions/type-table.ts'
import { invariantOf, keptElsewhere } from '#fhir/validation/invariant.ts'
import invariants from '#profiles/base/invariants.json' with { type: 'json' }
import { chanceOf, randomElement } from './random-element.ts'

type Json = Record<string, unknown>

/** Where FHIRPath is no judge of a rule, and why. */
const notCompared: Readonly<Record<string, string>> = {
  'con-3': 'R4 compares a CodeableConcept with a string; ours is what the text says',
  'ctm-1': 'asks for another resource',
  'eld-11': 'is met by everything',
  'eld-16': 'the pattern does not run in JavaScript',
  'eld-19': 'the pattern does not run in JavaScript',
  'eld-20': 'the pattern does not run in JavaScript',
  'que-7': 'fhirpath does not take FHIR.boolean for a Boolean',
}

/** Random elements hardly meet or break these; the table below does. */
const rarelyDecided = new Set(
  'bdl-11 bdl-12 eld-3 md-1 mrp-2 obs-7 rng-2 sdf-15 sdf-15a sdf-19 tst-4'.split(' '),
)

/** Each rule with the place where it stands: a type, or an element inside one. */
function placesOfRules(): Map<string, string> {
  const places = new Map<string, string>()
  const add = (keys: readonly string[] | undefined, place: string): void => {
    for (const key of keys ?? []) if (!places.has(key)) places.set(key, place)
  }
  for (const type of typeNames()) {
    add(typeTable(type)?.inv, type)
    for (const [name, row] of Object.entries(typeTable(type)?.elements ?? {}))
      add(row.inv, `${type}.${name}`)
  }
  return places
}

function selvesIn(root: Json, path: readonly string[]): unknown[] {
  let selves: unknown[] = [root]
  for (const name of path)
    selves = selves.flatMap((self) => {
      const keys = Object.keys(self as Json)
      const choice = new RegExp(`^${name}[A-Z]`)
      const member = keys.find((key) => key === name) ?? keys.find((key) => choice.test(key))
      return member === undefined ? [] : ((self as Json)[member] as unknown)
    })
  return selves.slice(0, 3)
}

function isAnonymous(key: string): boolean {
  return invariants[key]?.[2].startsWith("name.matches('[A-Z]") === true
}

function compare(key: string, place: string): { met: number; broken: number } {
  const expression = invariants[key]?.[2] ?? ''
  const holds = invariantOf(key)?.holds
  const [root = '', ...path] = place.split('.')
  const words = [...expression.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
  const judge = fhirpath.compile({ base: place, expression }, model, { traceFn: () => undefined })
  const chance = chanceOf(7)
  const found = { met: 0, broken: 0 }
  for (let run = 0; run < 800 && (run < 40 || found.met < 5 || found.broken < 5); run++) {
    const resource = randomElement(chance, root, words, path, path.length + 2)
    for (const self of selvesIn(resource, path)) {
      if (typeof self !== 'object') continue
      const [expected] = judge(self, { resource, ucum: 'http://unitsofmeasure.org' })
      // Empty means that FHIRPath cannot tell: a required element is missing, or units differ.
      if (typeof expected !== 'boolean') continue
      assert.equal(holds?.(self as Json, resource), expected, `${key}: ${JSON.stringify(self)}`)
      if (expected) found.met++
      else found.broken++
    }
  }
  return found
}

describe('the rules of R4', () => {
  const places = placesOfRules()

  it('have code, every one', () => {
    assert.equal(places.size, 233)
    for (const key of places.keys()) assert.ok(keptElsewhere.has(key) || invariantOf(key), key)
  })

  it('judge random elements as FHIRPath does', () => {
    const undecided = new Set<string>()
    for (const [key, place] of places) {
      if (keptElsewhere.has(key) || isAnonymous(key) || key in notCompared) continue
      const { met, broken } = compare(key, place)
      if (!(met > 0 && broken > 0)) undecided.add(key)
    }
    assert.deepEqual(undecided, rarelyDecided)
  })

  const root = (path: string, more: Json = {}): Json => ({ path, ...more })
  const quantity = (value: number, code = 'mg'): Json => ({
    value,
    system: 'http://unitsofmeasure.org',
    code,
  })
  const loinc = { system: 'http://loinc.org', code: '8480-6' }
  const hl7 = 'http://hl7.org/fhir/StructureDefinition/x'
  const table: readonly [key: string, met: Json, broken: Json][] = [
    [
      'bdl-11',
      { type: 'document', entry: [{ resource: { resourceType: 'Composition' } }] },
      { type: 'document', entry: [{ resource: { resourceType: 'Patient' } }] },
    ],
    [
      'bdl-12',
      { type: 'message', entry: [{ resource: { resourceType: 'MessageHeader' } }] },
      { type: 'message', entry: [] },
    ],
    [
      'con-3',
      { clinicalStatus: {}, category: [] },
      {
        category: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/condition-category',
                code: 'problem-list-item',
              },
            ],
          },
        ],
      },
    ],
    [
      'ctm-1',
      { onBehalfOf: {}, member: { reference: 'Practitioner/1' } },
      { onBehalfOf: {}, member: { reference: 'Patient/1' } },
    ],
    ['eld-3', { max: '*' }, { max: 'many' }],
    ['eld-16', { sliceName: 'a/b-c' }, { sliceName: 'a b' }],
    ['eld-19', { path: 'Patient.name:slice.value[x]' }, { path: 'Patient name' }],
    ['eld-20', { path: 'Patient.name' }, { path: 'Patient.Name' }],
    ['md-1', { max: '2' }, { max: '0' }],
    [
      'mrp-2',
      { group: [{ stratifier: [{ stratum: [{ value: {} }] }] }] },
      { group: [{ stratifier: [{ stratum: [{}] }] }] },
    ],
    [
      'obs-7',
      { code: { coding: [loinc] }, component: [{ code: { coding: [loinc] } }] },
      {
        code: { coding: [loinc] },
        valueString: 'a',
        component: [{ code: { coding: [{ ...loinc }] } }],
      },
    ],
    [
      'que-7',
      { operator: 'exists', answerBoolean: true },
      { operator: 'exists', answerString: 'a' },
    ],
    ['rng-2', { low: quantity(1), high: quantity(2) }, { low: quantity(2), high: quantity(1) }],
    [
      'rng-2',
      { low: quantity(2, 'mg'), high: quantity(1, 'g') },
      { low: quantity(3), high: quantity(2) },
    ],
    [
      'sdf-15',
      { kind: 'resource', snapshot: { element: [root('A')] } },
      { kind: 'resource', snapshot: { element: [root('A', { type: [{ code: 'A' }] })] } },
    ],
    [
      'sdf-15a',
      { kind: 'resource', differential: { element: [root('A.b', { type: [{ code: 'A' }] })] } },
      { kind: 'resource', differential: { element: [root('A', { type: [{ code: 'A' }] })] } },
    ],
    [
      'sdf-19',
      { url: hl7, snapshot: { element: [root('A.b', { type: [{ code: 'string' }] })] } },
      { url: hl7, differential: { element: [root('A.b', { type: [{ code: 'a b' }] })] } },
    ],
    ['tst-4', { capability: [{ required: true }] }, { capability: [{ description: 'x' }] }],
    ['vsd-0', { name: 'MyValues' }, { name: 'my values' }],
    ['per-1', { start: '2020-01', end: '2020-01-15' }, { start: '2020-02', end: '2020-01-15' }],
    [
      'per-1',
      { start: '2020-01-01T10:00:00+02:00', end: '2020-01-01T09:00:00Z' },
      { start: '2020-01-01T10:00:00Z', end: '2020-01-01T11:30:00+02:00' },
    ],
  ]
  for (const [key, met, broken] of table)
    it(`${key} is met and broken`, () => {
      const rule = invariantOf(key)
      assert.equal(rule?.holds(met, met), true)
      assert.equal(rule?.holds(broken, broken), false)
    })
})
