import assert from 'node:assert/strict'
import model from 'fhirpath/fhir-context/r4'
import { choiceName } from '#fhir/definitions/member.ts'
import { elementOf, typeNames, typeTable } from '#fhir/definitions/type-table.ts'

/** The table's elements as fhirpath's model writes them: one path per JSON member. */
function pathsOfTable(): Set<string> {
  const paths = new Set<string>()
  for (const type of typeNames())
    for (const [name, row] of Object.entries(typeTable(type)?.elements ?? {}))
      for (const held of row.types)
        paths.add(`${type}.${row.choice === true ? choiceName(name, held) : name}`)
  return paths
}

describe('the table of types', () => {
  it('has exactly the elements of R4: what fhirpath knows from the files of HL7', () => {
    const paths = pathsOfTable()
    // The model also knows an abstract type of R5's and the slices of one extension.
    const other = /^(MetadataResource|ElementDefinition\.extension)\./
    const missing = Object.keys(model.path2Type).filter(
      (path) => /^[A-Z].*\.[a-z]\w*$/.test(path) && !other.test(path) && !paths.has(path),
    )
    assert.deepEqual(missing, [])
    const inherited = new Set(['id', 'extension', 'modifierExtension', 'contained'])
    const foreign = [...paths].filter((path) => {
      const [type = '', name = ''] = [path.slice(0, path.lastIndexOf('.')), path.split('.').at(-1)]
      const owner = typeTable(type)
      if (owner?.kind === 'primitive' || inherited.has(name) || owner?.base === 'Quantity')
        return false
      return !(path in model.path2Type) && !(path in model.pathsDefinedElsewhere)
    })
    assert.deepEqual(foreign, [])
  })

  it('carries none of the additions of the package that it is made from', () => {
    assert.equal(typeTable('SubscriptionStatus'), undefined)
    assert.equal(elementOf('Meta', 'project'), undefined)
    assert.equal(elementOf('Binary', 'url'), undefined)
    assert.equal(elementOf('ResearchStudy', 'recruitment'), undefined)
    assert.deepEqual(elementOf('Bundle.entry.response', 'outcome')?.types, ['Resource'])
    assert.deepEqual(elementOf('ResearchStudy', 'site')?.targets, ['Location'])
    assert.equal(elementOf('AuditEvent.source', 'observer')?.targets?.includes('Bot'), false)
  })

  it('has what R4 says and the package lost', () => {
    assert.deepEqual(elementOf('EvidenceVariable.characteristic', 'groupMeasure')?.types, ['code'])
    assert.deepEqual(elementOf('DetectedIssue', 'status')?.binding, [
      'r',
      'http://hl7.org/fhir/ValueSet/observation-status',
    ])
  })

  it('tells cardinality, choice, content, targets, binding, flags and rules', () => {
    assert.deepEqual(elementOf('Patient', 'name'), {
      min: 0,
      max: -1,
      types: ['HumanName'],
      summary: true,
    })
    assert.equal(elementOf('Observation', 'value')?.choice, true)
    assert.equal(elementOf('Questionnaire.item', 'item')?.content, 'Questionnaire.item')
    assert.deepEqual(elementOf('Patient', 'managingOrganization')?.targets, ['Organization'])
    assert.equal(elementOf('Patient', 'active')?.modifier, true)
    assert.deepEqual(elementOf('Range', 'low')?.inv, ['sqty-1'])
    assert.deepEqual(typeTable('Patient.contact')?.inv, ['pat-1'])
    assert.deepEqual(elementOf('Patient', 'id')?.types, ['id'])
    assert.deepEqual(elementOf('HumanName', 'id')?.types, ['string'])
    assert.deepEqual(elementOf('Extension', 'url')?.types, ['uri'])
  })

  it('knows no name of JavaScript itself', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.equal(typeTable(name), undefined)
      assert.equal(elementOf('Patient', name), undefined)
    }
  })
})
