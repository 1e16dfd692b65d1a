/** Reference and string entries: storage.md 3, fhir.md 7. */
import assert from 'node:assert/strict'
import { base, entriesOf, of } from './entries-of.ts'

describe('reference entries', () => {
  const subject = (reference: object) => {
    const entries = entriesOf({ resourceType: 'Observation', subject: reference })
    return [...of(entries.ref, 'subject'), ...of(entries.tok, 'subject')]
  }
  const cases: [name: string, reference: object, entries: string[]][] = [
    ['relative', { reference: 'Patient/1' }, ['subject¦Patient/1']],
    ['versioned', { reference: 'Patient/1/_history/7' }, ['subject¦Patient/1']],
    ['below our base', { reference: `${base}/Patient/1` }, ['subject¦Patient/1']],
    [
      'elsewhere',
      { reference: 'https://there/fhir/Patient/1' },
      ['subject¦https://there/fhir/Patient/1'],
    ],
    ['urn', { reference: 'urn:uuid:1' }, ['subject¦urn:uuid:1']],
    ['contained', { reference: '#p' }, ['subject¦']],
    ['display', { display: 'Siti' }, ['subject¦', 'subject:text¦siti']],
    [
      'identifier',
      { identifier: { system: 's', value: '1' } },
      ['subject:identifier¦1', 'subject:identifier¦s¦1', 'subject¦'],
    ],
  ]
  for (const [name, reference, entries] of cases)
    it(name, () => assert.deepEqual(subject(reference), entries))

  it('patient: only what resolves to one', () => {
    const patient = (reference: string) =>
      of(entriesOf({ resourceType: 'Observation', subject: { reference } }).ref, 'patient')
    assert.deepEqual(patient('Patient/1'), ['patient¦Patient/1'])
    assert.deepEqual(patient('Group/1'), [])
  })

  it('canonicals with and without their version', () => {
    const { ref } = entriesOf({
      resourceType: 'QuestionnaireResponse',
      questionnaire: 'http://q|2',
    })
    assert.deepEqual(of(ref, 'questionnaire'), [
      'questionnaire¦http://q',
      'questionnaire¦http://q|2',
    ])
  })

  it('the first resource of a document', () => {
    const { ref } = entriesOf({
      resourceType: 'Bundle',
      type: 'document',
      entry: [
        { resource: { resourceType: 'Composition', id: 'c' } },
        { resource: { resourceType: 'Composition', id: 'd' } },
      ],
    })
    assert.deepEqual(of(ref, 'composition'), ['composition¦Composition/c'])
    assert.deepEqual(of(ref, 'message'), [])
  })
})

describe('string entries', () => {
  it('of names and addresses: every part, folded and as it is', () => {
    const { str, stx } = entriesOf({
      resourceType: 'Patient',
      name: [
        { text: 'Ms. Siti Müller', family: 'Müller', given: ['Siti', 'Aisyah'], prefix: ['Ms.'] },
      ],
      address: [{ line: ['Jalan 1'], city: 'Kuala Belait', postalCode: 'KA-1131', country: 'BN' }],
    })
    assert.deepEqual(of(str, 'name'), [
      'name¦aisyah',
      'name¦ms',
      'name¦ms siti muller',
      'name¦muller',
      'name¦siti',
    ])
    assert.deepEqual(of(stx, 'family'), ['family¦Müller'])
    assert.deepEqual(of(str, 'address'), [
      'address¦bn',
      'address¦jalan 1',
      'address¦ka1131',
      'address¦kuala belait',
    ])
  })

  it('are cut at 1,000 characters', () => {
    const { str, stx } = entriesOf({
      resourceType: 'Patient',
      address: [{ city: 'x'.repeat(1500) }],
    })
    assert.equal(of(str, 'address-city')[0]?.length, 'address-city¦'.length + 1000)
    assert.deepEqual(of(stx, 'address-city'), [])
  })
})
