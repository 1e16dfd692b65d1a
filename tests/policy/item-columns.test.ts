/** The consent columns of a version (consent.md 8.2, R10, R11, R16b). */
import assert from 'node:assert/strict'
import { dateRange } from '#fhir/search/date.ts'
import { type ColumnsInput, columnsOf } from '#policy/item-columns.ts'

const zone = 'Asia/Brunei'
const lastUpdated = dateRange('2025-05-01T00:00:00Z', zone).lo
const given: ColumnsInput = {
  patients: ['Patient/p'],
  recorders: ['Organization/lab'],
  audience: [],
  label: { con: 3, sen: [] },
  lastUpdated,
  timeZone: zone,
}
const columns = (resource: object, type: string, more: Partial<ColumnsInput> = {}) =>
  columnsOf(resource, type, { ...given, ...more })
const to = (reference: string) => ({ reference })
const concept = (code: string) => ({ coding: [{ system: 'urn:s', code }] })

describe('columnsOf', () => {
  it('tells primary codes from all codings', () => {
    const found = columns(
      {
        code: concept('a'),
        category: [concept('b')],
        valueCodeableConcept: concept('c'),
        component: [{ code: concept('d') }],
        valueQuantity: { value: 1, system: 'http://unitsofmeasure.org', code: 'kg' },
        contained: [{ resourceType: 'Medication', code: concept('e') }],
      },
      'Observation',
    )
    assert.deepEqual(found.cod, ['urn:s|a', 'urn:s|b'])
    assert.deepEqual([...found.any].sort(), ['urn:s|a', 'urn:s|b', 'urn:s|c', 'urn:s|d', 'urn:s|e'])
  })

  it('counts the code of a medication that is referred to', () => {
    const found = columns({ medicationReference: to('Medication/m') }, 'MedicationRequest', {
      medicationCodes: ['urn:s|m'],
    })
    assert.deepEqual(found.cod, ['urn:s|m'])
    assert.deepEqual(found.any, ['urn:s|m'])
  })

  it('tells authors from custodians', () => {
    const found = columns(
      {
        author: [to('Practitioner/a')],
        performer: [{ actor: to('Practitioner/b') }],
        recorder: to('Practitioner/c'),
        custodian: to('Organization/d'),
        subject: to('Patient/p'),
      },
      'DocumentReference',
    )
    assert.deepEqual(found.aut, ['Practitioner/a', 'Practitioner/b', 'Practitioner/c'])
    assert.deepEqual(found.src, [...found.aut, 'Organization/d'])
  })

  it('knows encounters that are named as such', () => {
    const found = columns(
      { encounter: to('Encounter/a'), basedOn: [to('Encounter/b')] },
      'Observation',
    )
    assert.deepEqual(found.enc, ['Encounter/a'])
    assert.deepEqual(
      columns({ context: { encounter: [to('Encounter/a')] } }, 'DocumentReference').enc,
      ['Encounter/a'],
    )
    assert.deepEqual(columns({ episodeOfCare: [to('EpisodeOfCare/a')] }, 'Encounter').enc, [
      'EpisodeOfCare/a',
    ])
    assert.deepEqual([...found.out].sort(), ['Encounter/a', 'Encounter/b'])
  })

  it('keeps profiles with and without their version', () => {
    const meta = { profile: ['http://x.org/p|1.0'] }
    assert.deepEqual(columns({ meta }, 'Observation').prf, ['http://x.org/p|1.0', 'http://x.org/p'])
  })

  it('counts each patient once', () => {
    const found = columns({}, 'Appointment', { patients: ['Patient/p', 'Patient/q', 'Patient/p'] })
    assert.deepEqual([found.cmp, found.cpn], [['Patient/p', 'Patient/q'], 2])
  })
})

describe('clinical time', () => {
  const time = (resource: object, type = 'Observation') => {
    const { lo, hi } = columns(resource, type)
    return { lo, hi }
  }
  const range = (start: string, end = start) => ({
    lo: dateRange(start, zone).lo,
    hi: dateRange(end, zone).hi,
  })

  it('is clinical before written before stored', () => {
    assert.deepEqual(
      time({ issued: '2024-01-02T00:00:00Z', effectiveDateTime: '2018-07' }),
      range('2018-07'),
    )
    assert.deepEqual(time({ issued: '2024-01-02T00:00:00Z' }), range('2024-01-02T00:00:00Z'))
    assert.deepEqual(time({}), { lo: lastUpdated, hi: lastUpdated })
  })

  it('reads periods, pairs and nested places', () => {
    assert.deepEqual(
      time({ performedPeriod: { start: '2017-12-20', end: '2018-02-01' } }),
      range('2017-12-20', '2018-02-01'),
    )
    assert.deepEqual(
      time({ onsetDateTime: '2018', abatementDateTime: '2019-03' }, 'Condition'),
      range('2018', '2019-03'),
    )
    assert.deepEqual(
      time({ start: '2025-06-20T01:00:00Z', end: '2025-06-20T02:00:00Z' }, 'Appointment'),
      range('2025-06-20T01:00:00Z', '2025-06-20T02:00:00Z'),
    )
    assert.deepEqual(
      time(
        { date: '2024-02-02T00:00:00Z', context: { period: { start: '2020', end: '2020' } } },
        'DocumentReference',
      ),
      range('2020'),
    )
    assert.deepEqual(
      time({ collection: { collectedDateTime: '2021-01' } }, 'Specimen'),
      range('2021-01'),
    )
  })

  it('lets an open period last', () => {
    const { lo, hi } = time({ effectivePeriod: { start: '2018' } })
    assert.equal(lo, range('2018').lo)
    assert.ok(hi > range('2900').hi)
  })
})

describe('hold', () => {
  const url = 'https://amanah.example/fhir/StructureDefinition/release-date'
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
  const held = (valueDateTime: string) => ({
    meta: { security: [{ system, code: 'PHY', extension: [{ url, valueDateTime }] }] },
  })

  it('stands until the release date, at most as long as she lets it', () => {
    const until = (date: string, longestHold?: number) =>
      columns(held(date), 'Observation', longestHold === undefined ? {} : { longestHold }).hold
    assert.equal(until('2025-05-04', 30), dateRange('2025-05-04', zone).lo)
    assert.equal(until('2026', 5), dateRange('2025-05-06T00:00:00Z', zone).lo)
    assert.equal(until('2025-05-04'), undefined)
    assert.equal(columns({}, 'Observation', { longestHold: 30 }).hold, undefined)
  })
})
