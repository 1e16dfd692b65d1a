import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseJson } from '#fhir/json.ts'
import { primitiveCheck } from '#fhir/validation/primitive.ts'

const table: Readonly<Record<string, { good: readonly unknown[]; bad: readonly unknown[] }>> = {
  boolean: { good: [true, false], bad: ['true', 1, 0, {}] },
  integer: {
    good: [0, -1, 2147483647, -2147483648],
    bad: [1.5, 2147483648, -2147483649, '1', Number.NaN, true],
  },
  positiveInt: { good: [1, 2147483647], bad: [0, -1, 1.5] },
  unsignedInt: { good: [0, 7], bad: [-1, 0.1] },
  decimal: { good: [0, -1.5, 1e300], bad: ['1.5', true, {}] },
  string: { good: ['a', ' a\tb\r\nc', 'é😀\u00a0'], bad: ['', 'a\u0000', 'a\u001f', 1] },
  markdown: { good: ['# a\n\nb'], bad: ['', 'a\u0007'] },
  code: { good: ['a', 'a b', 'a-b.c'], bad: ['', ' a', 'a ', 'a  b', 'a\u0009 b'] },
  id: { good: ['a', 'A-1.b', 'x'.repeat(64)], bad: ['', 'a_b', 'a b', 'x'.repeat(65), 'é'] },
  uri: { good: ['urn:x', 'http://a.b/c', 'rel'], bad: ['', 'a b', 'a\nb'] },
  url: { good: ['https://a.b', 'mailto:a@b'], bad: ['', 'http://a b'] },
  canonical: { good: ['http://a.b/c|1.0', '#x'], bad: ['', 'a b'] },
  oid: { good: ['urn:oid:1.2.3', 'urn:oid:2.0'], bad: ['1.2.3', 'urn:oid:3.1', 'urn:oid:1.02'] },
  uuid: {
    good: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    bad: ['c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:c757873d', ''],
  },
  base64Binary: {
    good: ['YQ==', 'YWI=', 'YWJj', 'YW\nJj', 'a+/9'],
    bad: ['', 'YQ', 'Y===', 'YQ==YQ==', 'YW-j', '   '],
  },
  date: {
    good: ['2020', '2020-02', '2020-02-29', '1900-02-28', '2000-02-29'],
    bad: [
      '20',
      '2020-13',
      '2020-00',
      '2021-02-29',
      '2021-02-30',
      '1900-02-29',
      '2020-04-31',
      '0000',
      '2020-1-1',
      '2020-01-01T00:00:00Z',
      '',
    ],
  },
  dateTime: {
    good: ['2020', '2020-02-29', '2020-02-29T23:59:60Z', '2020-01-01T10:00:00.123456+14:00'],
    bad: [
      '2020-01-01T10:00:00',
      '2020-01-01T10:00Z',
      '2020-01-01T24:00:00Z',
      '2020-02-30T10:00:00Z',
      '2020-01-01T10:00:00+15:00',
      '2020-01-01 10:00:00Z',
      '2020-01-01T10:00:00z',
    ],
  },
  instant: {
    good: ['2020-01-01T10:00:00Z', '2020-01-01T10:00:00.1-05:00'],
    bad: ['2020-01-01', '2020-01-01T10:00Z', '2020-01-01T10:00:00'],
  },
  time: {
    good: ['00:00:00', '23:59:60', '10:00:00.5'],
    bad: ['24:00:00', '10:00', '10:00:00Z', '1:00:00'],
  },
}

describe('the formats of primitives', () => {
  for (const [type, { good, bad }] of Object.entries(table)) {
    it(`${type}: accepts what R4 accepts`, () => {
      for (const value of good)
        assert.equal(primitiveCheck(type)?.(value), undefined, JSON.stringify(value))
    })
    it(`${type}: refuses the rest`, () => {
      for (const value of bad)
        assert.ok(primitiveCheck(type)?.(value) !== undefined, JSON.stringify(value))
    })
  }

  it('takes numbers that are kept as text', () => {
    assert.equal(primitiveCheck('decimal')?.(parseJson('1.00')), undefined)
    assert.equal(primitiveCheck('integer')?.(parseJson('-0')), undefined)
    assert.ok(primitiveCheck('integer')?.(parseJson('1.0')))
    assert.ok(primitiveCheck('integer')?.(parseJson('1e3')))
    assert.ok(primitiveCheck('positiveInt')?.(parseJson('12345678901234567890')))
  })

  it('refuses a string beyond a megabyte', () => {
    assert.equal(primitiveCheck('string')?.('x'.repeat(1_048_576)), undefined)
    assert.ok(primitiveCheck('string')?.('x'.repeat(1_048_577)))
  })

  it('accepts every day that the calendar has, and no other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const pad = (value: number, width: number): string => String(value).padStart(width, '0')
          const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
          const parsed = new Date(`${text}T00:00:00Z`)
          const real = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)
          assert.equal(primitiveCheck('date')?.(text) === undefined, real, text)
        },
      ),
    )
  })

  it('has a check for every primitive type but none for others', () => {
    assert.equal(primitiveCheck('HumanName'), undefined)
    assert.equal(primitiveCheck('constructor'), undefined)
  })
})
