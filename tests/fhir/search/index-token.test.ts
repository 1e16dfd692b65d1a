/** Token entries: storage.md 3, fhir.md 7. */
import assert from 'node:assert/strict'
import { entriesOf, of } from './entries-of.ts'

describe('token entries', () => {
  const observation = (members: object) =>
    entriesOf({ resourceType: 'Observation', status: 'final', ...members }).tok

  it('of a CodeableConcept: every coding with and without system, displays and text for :text', () => {
    const code = {
      coding: [
        { system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' },
        { code: 'HR' },
        { system: 'http://s', display: 'Heart Rate' },
      ],
      text: 'Pulse (beats)',
    }
    assert.deepEqual(of(observation({ code }), 'code'), [
      'code:text¦heart rate',
      'code:text¦pulse beats',
      'code¦8867-4',
      'code¦HR',
      'code¦http://loinc.org¦8867-4',
      'code¦http://s¦',
      'code¦¦HR',
    ])
  })

  it('of a text alone: no code, but it is there', () => {
    assert.deepEqual(of(observation({ code: { text: 'Pulse' } }), 'code'), [
      'code:text¦pulse',
      'code¦',
    ])
  })

  it('of a code: without a system', () => {
    assert.deepEqual(of(observation({}), 'status'), ['status¦final'])
  })

  it('of an Identifier: with and without system, and by its type', () => {
    const identifier = [
      {
        system: 'http://s',
        value: 'A1',
        type: { coding: [{ system: 'http://t', code: 'MR' }], text: 'Chart' },
      },
      { value: 'B2' },
      { system: 'http://s' },
      {},
    ]
    assert.deepEqual(of(observation({ identifier }), 'identifier'), [
      'identifier:of-type¦http://t¦MR¦A1',
      'identifier:text¦chart',
      'identifier¦',
      'identifier¦A1',
      'identifier¦B2',
      'identifier¦http://s¦',
      'identifier¦http://s¦A1',
      'identifier¦¦B2',
    ])
  })

  it('of a ContactPoint: as written, by its digits, in lower case', () => {
    const telecom = [
      { system: 'phone', value: '+673 (2) 123-456' },
      { system: 'email', value: 'Siti@Example.org' },
      { system: 'url', value: 'http://Example.org' },
    ]
    const { tok } = entriesOf({ resourceType: 'Patient', telecom })
    assert.deepEqual(of(tok, 'telecom'), [
      'telecom¦+673 (2) 123-456',
      'telecom¦6732123456',
      'telecom¦Siti@Example.org',
      'telecom¦email¦Siti@Example.org',
      'telecom¦email¦siti@example.org',
      'telecom¦http://Example.org',
      'telecom¦phone¦+673 (2) 123-456',
      'telecom¦phone¦6732123456',
      'telecom¦siti@example.org',
      'telecom¦url¦http://Example.org',
    ])
    assert.deepEqual(of(tok, 'email').length, 4)
  })

  it('of booleans, and of Patient.deceased by what it means', () => {
    const deceased = (members: object) =>
      of(entriesOf({ resourceType: 'Patient', active: false, ...members }).tok, 'deceased')
    assert.deepEqual(deceased({}), ['deceased¦false'])
    assert.deepEqual(deceased({ deceasedBoolean: false }), ['deceased¦false'])
    assert.deepEqual(deceased({ deceasedBoolean: true }), ['deceased¦true'])
    assert.deepEqual(deceased({ deceasedDateTime: '2020' }), ['deceased¦true'])
    assert.deepEqual(of(entriesOf({ resourceType: 'Patient', active: false }).tok, 'active'), [
      'active¦false',
    ])
  })

  it('of meta: tags, labels, profiles with and without version, source', () => {
    const { tok } = entriesOf({
      resourceType: 'Patient',
      meta: {
        tag: [{ system: 's', code: 't' }],
        security: [{ system: 's', code: 'R' }],
        profile: ['http://p|1.0'],
        source: 'urn:x',
      },
    })
    assert.deepEqual(
      ['_tag', '_security', '_profile', '_source'].flatMap((param) => of(tok, param)),
      [
        '_tag¦s¦t',
        '_tag¦t',
        '_security¦R',
        '_security¦s¦R',
        '_profile¦http://p',
        '_profile¦http://p|1.0',
        '_source¦urn:x',
      ],
    )
  })

  it('of composites: parts of one element alone', () => {
    const concept = (code: string) => ({ coding: [{ system: 's', code }] })
    const { tok } = entriesOf({
      resourceType: 'Observation',
      code: concept('panel'),
      component: [
        { code: concept('a'), valueCodeableConcept: concept('yes') },
        { code: concept('b'), valueCodeableConcept: concept('no') },
      ],
    })
    assert.deepEqual(of(tok, 'component-code-value-concept'), [
      'component-code-value-concept¦a¦s$yes¦s',
      'component-code-value-concept¦b¦s$no¦s',
    ])
    assert.deepEqual(of(tok, 'code-value-concept'), [])
    const document = entriesOf({
      resourceType: 'DocumentReference',
      relatesTo: [{ code: 'appends', target: { reference: 'DocumentReference/1' } }],
    })
    assert.deepEqual(of(document.tok, 'relationship'), [
      'relationship¦DocumentReference/1$appends¦',
    ])
  })
})
