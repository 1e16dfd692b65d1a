import assert from 'node:assert/strict'
import { found } from './expect-issues.ts'

type Json = Record<string, unknown>

const holding = (contained: Json[], more: Json = { subject: { reference: '#p' } }): Json => ({
  resourceType: 'Observation',
  contained,
  status: 'final',
  code: { text: 'x' },
  ...more,
})
const patient = (more: Json = {}): Json => ({ resourceType: 'Patient', id: 'p', ...more })

describe('contained resources', () => {
  it('are accepted when something refers to them', () => {
    assert.deepEqual(found(holding([patient()])), [])
  })

  it('are accepted when they refer to their container', () => {
    const provenance = {
      resourceType: 'Provenance',
      id: 'p',
      target: [{ reference: '#' }],
      recorded: '2020-01-01T00:00:00Z',
      agent: [{ who: { reference: 'Patient/1' } }],
    }
    assert.deepEqual(found(holding([provenance], {})), [])
  })

  it('are accepted when an extension or a canonical refers to them', () => {
    const extension = [{ url: 'http://example.org/x', valueReference: { reference: '#p' } }]
    assert.deepEqual(found(holding([patient()], { extension })), [])
    const questionnaire = { resourceType: 'Questionnaire', id: 'q', status: 'draft' }
    const response = {
      resourceType: 'QuestionnaireResponse',
      contained: [questionnaire],
      questionnaire: '#q',
      status: 'completed',
    }
    assert.deepEqual(found(response), [])
  })

  it('are validated themselves, with the whole path', () => {
    assert.deepEqual(found(holding([patient({ gender: 'x' })])), [
      'code-invalid Observation.contained[0].gender',
    ])
  })

  const faults: readonly (readonly [fault: string, resource: Json, ...issues: string[]])[] = [
    ['that nothing refers to', holding([patient()], {}), 'invariant Observation.contained[0]'],
    [
      'without id',
      holding([{ resourceType: 'Patient' }], {}),
      'invariant Observation.contained[0].id',
    ],
    [
      'that contain others',
      holding([patient({ contained: [patient({ id: 'q' })] })]),
      'invariant Observation.contained[0].contained',
    ],
    [
      'with versionId',
      holding([patient({ meta: { versionId: '1' } })]),
      'invariant Observation.contained[0].meta',
    ],
    [
      'with lastUpdated',
      holding([patient({ meta: { lastUpdated: '2020-01-01T00:00:00Z' } })]),
      'invariant Observation.contained[0].meta',
    ],
    [
      'with security labels',
      holding([patient({ meta: { security: [{ code: 'R' }] } })]),
      'invariant Observation.contained[0].meta',
    ],
    ['with one id twice', holding([patient(), patient()]), 'invariant Observation.contained[1]'],
    [
      'of an unknown type',
      holding([{ resourceType: 'Foo', id: 'p' }]),
      'structure Observation.contained[0].resourceType',
    ],
    [
      'that are no objects',
      holding(['x' as unknown as Json], {}),
      'structure Observation.contained[0]',
    ],
  ]
  for (const [fault, resource, ...issues] of faults)
    it(`are refused ${fault}`, () => assert.deepEqual(found(resource), issues))
})
