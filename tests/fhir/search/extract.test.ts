/** Number and quantity entries, sort keys: storage.md 3, fhir.md 7. */
import assert from 'node:assert/strict'
import { parseJson } from '#fhir/json.ts'
import { entriesOf, numbers } from './entries-of.ts'

describe('number and quantity entries', () => {
  const most = Number.MAX_VALUE
  const quantity = (members: object) =>
    numbers(entriesOf({ resourceType: 'Observation', valueQuantity: members }), 'value-quantity')
  const ucum = 'http://unitsofmeasure.org'

  it('a UCUM quantity: the number, in the canonical unit, as given', () => {
    assert.deepEqual(quantity({ value: 5, unit: 'milligrams', system: ucum, code: 'mg' }), [
      ['value-quantity', 5, 5],
      ['value-quantity¦g', 0.005, 0.005],
      [`value-quantity¦¦mg¦${ucum}¦`, 5, 5],
      ['value-quantity¦¦milligrams¦¦', 5, 5],
    ])
  })

  it('other units as given, or none', () => {
    assert.deepEqual(quantity({ value: 5, unit: 'x', system: 's', code: 'x' }), [
      ['value-quantity', 5, 5],
      ['value-quantity¦¦x¦s¦', 5, 5],
    ])
    assert.deepEqual(quantity({ value: 5, unit: 'drops' }), [
      ['value-quantity', 5, 5],
      ['value-quantity¦¦drops¦¦', 5, 5],
    ])
    assert.deepEqual(quantity({ unit: 'mg' }), [])
  })

  it('comparators leave one end open', () => {
    const ends = (comparator: string) => quantity({ value: 5, comparator })[0]?.slice(1)
    assert.deepEqual(ends('<'), [-most, 4.999999999999999])
    assert.deepEqual(ends('<='), [-most, 5])
    assert.deepEqual(ends('>='), [5, most])
    assert.deepEqual(ends('>'), [5.000000000000001, most])
  })

  it('numbers kept as their text count like others', () => {
    const resource = parseJson(
      '{"resourceType":"RiskAssessment","prediction":[{"probabilityDecimal":0.50},{"probabilityRange":{"low":{"value":1e-1}}}]}',
    ) as { resourceType: string }
    assert.deepEqual(numbers(entriesOf({ ...resource }), 'probability'), [
      ['probability', 0.5, 0.5],
      ['probability', 0.1, most],
    ])
  })

  it('money by its currency, a position by its two numbers', () => {
    const invoice = entriesOf({ resourceType: 'Invoice', totalNet: { value: 5, currency: 'BND' } })
    assert.deepEqual(numbers(invoice, 'totalnet'), [
      ['totalnet', 5, 5],
      ['totalnet¦¦BND¦urn:iso:std:iso:4217¦', 5, 5],
    ])
    const position = { latitude: 4.9, longitude: 114.9 }
    assert.deepEqual(numbers(entriesOf({ resourceType: 'Location', position }), 'near'), [
      ['near¦lat', 4.9, 4.9],
      ['near¦lon', 114.9, 114.9],
    ])
  })

  it('composites by code and unit', () => {
    const entries = entriesOf({
      resourceType: 'Observation',
      code: { coding: [{ system: 's', code: 'c' }] },
      valueQuantity: { value: 5, system: ucum, code: 'mg' },
    })
    assert.deepEqual(numbers(entries, 'code-value-quantity'), [
      [`code-value-quantity¦c¦s¦¦mg¦${ucum}¦`, 5, 5],
      ['code-value-quantity¦c¦s¦g', 0.005, 0.005],
    ])
    const variant = entriesOf({
      resourceType: 'MolecularSequence',
      referenceSeq: { chromosome: { coding: [{ code: '1' }] } },
      variant: [{ start: 10, end: 20 }],
    })
    assert.deepEqual(numbers(variant, 'chromosome-variant-coordinate'), [
      ['chromosome-variant-coordinate¦1¦', 10, 20],
    ])
  })
})

describe('sort keys', () => {
  it('the smallest value upwards, the largest downwards', () => {
    const { s } = entriesOf({
      resourceType: 'Patient',
      birthDate: '1980',
      name: [{ family: 'Zain' }, { family: 'Abu' }, { family: 'Müller' }],
    })
    assert.equal(s.family, 'abu')
    assert.equal(s['-family'], 'zain')
    assert.equal(s.birthdate, s['-birthdate'])
    assert.equal('_id' in s, false)
  })

  it('contained resources are not indexed', () => {
    const contained = [{ resourceType: 'Patient', id: 'p', name: [{ family: 'Zain' }] }]
    assert.deepEqual(entriesOf({ resourceType: 'Observation', contained }).str, [])
  })
})
