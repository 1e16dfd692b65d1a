/** Our path compiler finds what fhirpath finds, on every parameter of real resources: fhir.md 6. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fhirpath from 'fhirpath'
import model from 'fhirpath/fhir-context/r4'
import { resourceTypes } from '#fhir/definitions/resource-types.ts'
import { searchParametersOf } from '#fhir/search/parameters.ts'
import { compilePath } from '#fhir/search/path.ts'
import type { Ground } from '#fhir/search/resolved-type.ts'
import { chanceOf, randomElement } from '#tests/fhir/validation/random-element.ts'

interface Resource {
  readonly resourceType: string
  readonly id?: string
}

const examples = '../shared/data/us-core-examples'
const synthea = '../shared/data/synthea'

function readExamples(): Resource[] {
  return readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(`${examples}/${name}`, 'utf8')) as Resource)
    .filter(({ resourceType }) => resourceTypes.includes(resourceType))
}

/** A few of every type, with references as a server would store them. */
function readSynthea(): Resource[] {
  const names = readdirSync(synthea).filter((one) => one.endsWith('.gz') && !one.startsWith('0-'))
  const kept = new Map<string, Resource[]>()
  for (const name of names.slice(0, 2)) {
    const text = gunzipSync(readFileSync(`${synthea}/${name}`))
      .toString()
      .replaceAll(/"reference": ?"urn:uuid:/g, '"reference":"Patient/')
      .replaceAll(/"reference": ?"([A-Z][A-Za-z]+)\?identifier=[^"]*/g, '"reference":"$1/1')
    const { entry } = JSON.parse(text) as { entry: { resource: Resource }[] }
    for (const { resource } of entry) {
      const list = kept.get(resource.resourceType) ?? []
      kept.set(resource.resourceType, list)
      if (list.length < 8) list.push(resource)
    }
  }
  return [...kept.values()].flat()
}

const words = ['Patient/1', 'Practitioner/1', 'Location/1', 'RelatedPerson/1', 'Group/1']

function randomResources(each: number): Resource[] {
  return resourceTypes.flatMap((type, place) => {
    const chance = chanceOf(place)
    return Array.from(
      { length: each },
      () => randomElement(chance, type, words) as unknown as Resource,
    )
  })
}

const oracles = new Map<string, (resource: object) => unknown[]>()

/** fhirpath cannot resolve without a server: the reference's own type is asked instead. */
function oracle(expression: string): (resource: object) => unknown[] {
  const known = oracles.get(expression)
  if (known !== undefined) return known
  const asked = expression.replaceAll(
    /where\(resolve\(\) is (\w+)\)/g,
    "where(reference.startsWith('$1/'))",
  )
  const compiled = fhirpath.compile(asked, model, { async: false })
  const evaluate = (resource: object) => compiled(resource, {}) as unknown[]
  oracles.set(expression, evaluate)
  return evaluate
}

function found(expression: string, type: string, resource: object): unknown[] {
  const values: unknown[] = []
  const visit = compilePath<Ground>(expression, type, () => (value) => {
    values.push(value)
  })
  visit?.(resource, { resource, base: undefined })
  return values
}

function asSet(values: readonly unknown[]): string[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].sort()
}

/** How many pairs of type and parameter had a value. */
function compare(resources: readonly Resource[]): number {
  const pairs = new Set<string>()
  for (const resource of resources) {
    const type = resource.resourceType
    for (const { code, expression } of searchParametersOf(type)) {
      const own = expression.replace(/^Resource\b/, type)
      const expected = oracle(own)(resource)
      assert.deepEqual(
        asSet(found(expression, type, resource)),
        asSet(expected),
        `${type}/${resource.id} ${code}`,
      )
      if (expected.length > 0) pairs.add(`${type}.${code}`)
    }
  }
  return pairs.size
}

describe('search paths', () => {
  it('compile for every parameter of every type', () => {
    for (const type of resourceTypes)
      for (const { code, expression, components } of searchParametersOf(type)) {
        const leaves: string[] = []
        compilePath(expression, type, (leaf) => {
          leaves.push(leaf.type)
          return undefined
        })
        assert.notEqual(leaves.length, 0, `${type} ${code}`)
        for (const component of components ?? [])
          for (const leaf of leaves) compilePath(component.expression, leaf, () => undefined, type)
      }
  })

  it('refuse an element that the type does not have, and syntax that they do not know', () => {
    assert.throws(() => compilePath('Patient.nome', 'Patient', () => undefined))
    assert.throws(() => compilePath('Patient.name.first()', 'Patient', () => undefined))
  })

  it('find what fhirpath finds in random resources of every type', function () {
    this.timeout(60_000)
    assert.ok(compare(randomResources(8)) > 1450)
  })

  it('find what fhirpath finds in the US Core examples', function () {
    if (!existsSync(examples)) this.skip()
    this.timeout(60_000)
    assert.ok(compare(readExamples()) > 300)
  })

  it('find what fhirpath finds in Synthea resources of every type', function () {
    if (!existsSync(synthea)) this.skip()
    this.timeout(60_000)
    assert.ok(compare(readSynthea()) > 150)
  })

  it('judge resolve() by the reference: relative, below our base, contained, elsewhere, stated', () => {
    const expression = 'Observation.subject.where(resolve() is Patient)'
    const base = 'https://here/fhir'
    const cases: [object, boolean][] = [
      [{ reference: 'Patient/1' }, true],
      [{ reference: 'Patient/1/_history/2' }, true],
      [{ reference: `${base}/Patient/1` }, true],
      [{ reference: 'https://there/fhir/Patient/1' }, true],
      [{ reference: '#p' }, true],
      [{ reference: '#g' }, false],
      [{ reference: 'urn:uuid:0', type: 'Patient' }, true],
      [{ reference: 'urn:uuid:0' }, false],
      [{ identifier: { value: '1' }, type: 'Patient' }, true],
      [{ reference: 'Group/1' }, false],
      [{ reference: 'Group/1', type: 'Patient' }, false],
      [{ display: 'Siti' }, false],
    ]
    for (const [subject, isFound] of cases) {
      const contained = [
        { resourceType: 'Patient', id: 'p' },
        { resourceType: 'Group', id: 'g' },
      ]
      const resource = { resourceType: 'Observation', contained, subject }
      const values: unknown[] = []
      compilePath<Ground>(
        expression,
        'Observation',
        () => (value) => values.push(value),
      )?.(resource, { resource, base })
      assert.equal(values.length === 1, isFound, JSON.stringify(subject))
    }
  })
})
