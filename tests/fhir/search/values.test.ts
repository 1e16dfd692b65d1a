/** Numbers, text, names and units as they are compared: fhir.md 7. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { conversionOf, toCanonical } from '#fhir/quantity.ts'
import { readDecimal } from '#fhir/search/decimal.ts'
import { fold, foldedStart } from '#fhir/search/fold.ts'
import { nearNames } from '#fhir/search/near-names.ts'
import { splitAt, unescapeValue } from '#fhir/search/split-value.ts'

describe('precision of a number', () => {
  const cases: [text: string, at: number, lo: number, hi: number][] = [
    ['100', 100, 99.5, 100.5],
    ['100.00', 100, 99.995, 100.005],
    ['1e2', 100, 95, 105],
    ['1.0e2', 100, 99.5, 100.5],
    ['5.4', 5.4, 5.35, 5.45],
    ['-5.4', -5.4, -5.45, -5.35],
    ['+5', 5, 4.5, 5.5],
    ['0', 0, -0.5, 0.5],
    ['2E-3', 0.002, 0.00195, 0.00205],
    ['0.1000000000000000055511151231257827', 0.1, 0.1, 0.10000000000000002],
    ['12345678901234567890123', 1.2345678901234568e22, 1.2345678901234568e22, 1.234567890123457e22],
  ]
  for (const [text, at, lo, hi] of cases)
    it(text, () => assert.deepEqual(readDecimal(text), { at, lo, hi }))
  for (const text of [
    '',
    '.',
    '.5',
    '5.',
    '1e',
    '1e1.5',
    '0x10',
    'NaN',
    'Infinity',
    '1e400',
    '1,5',
    ' 1',
    '9'.repeat(61),
  ])
    it(`refuses ${JSON.stringify(text.slice(0, 12))}`, () =>
      assert.equal(readDecimal(text), undefined))

  it('law: the range holds the value, and more digits make it no wider', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.nat({ max: 6 }), (whole, places) => {
        const short = readDecimal(String(whole))
        const long = readDecimal(`${whole}.${'0'.repeat(places + 1)}`)
        assert.ok(short && long)
        assert.ok(short.lo <= long.lo && long.lo <= long.at && long.at < long.hi)
        assert.ok(long.hi <= short.hi)
      }),
    )
  })
})

describe('folded text', () => {
  const cases: [text: string, folded: string][] = [
    ['Müller', 'muller'],
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ["O'Brien-Smith", 'obriensmith'],
    ['Richard,Muller', 'richardmuller'],
    ['  Siti \t binti\n Ahmad ', 'siti binti ahmad'],
    ['ﬁne', 'fine'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['Ａｂｃ', 'abc'],
    ['a - b', 'a b'],
    ['10 mg/dL', '10 mgdl'],
    ['a+b', 'a+b'],
    ['***', ''],
  ]
  for (const [text, folded] of cases)
    it(JSON.stringify(text), () => assert.equal(fold(text), folded))

  it('law: folding twice is folding once; case does not count', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        assert.equal(fold(fold(text)), fold(text))
        assert.ok(foldedStart(text).length <= 1000)
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Zäöüß ]{0,30}$/), (text) =>
        assert.equal(fold(text.toUpperCase()), fold(text)),
      ),
    )
  })
})

describe('canonical units', () => {
  const equal: [number, string, number, string][] = [
    [5, 'g', 5000, 'mg'],
    [100, 'mg/dL', 1, 'g/L'],
    [37, 'Cel', 98.6, '[degF]'],
    [6, '10*3/uL', 6000, '/uL'],
    [72, '/min', 72, '{beats}/min'],
    [1.8, 'm', 180, 'cm'],
    [10, '{score}', 10, '1'],
    [5.4, 'g', 5400, 'mg'],
  ]
  for (const [a, from, b, to] of equal)
    it(`${a} ${from} = ${b} ${to}`, () => {
      const [one, two] = [conversionOf(from), conversionOf(to)]
      assert.ok(one && two)
      assert.equal(one.unit, two.unit)
      assert.equal(toCanonical(a, one), toCanonical(b, two))
    })

  const unlike: [string, string][] = [
    ['mmol/L', 'mg/dL'],
    ['mmol/L', '10*3/uL'],
    ['mmol/L', 'meq/L'],
    ['kg', 'm'],
  ]
  for (const [one, two] of unlike)
    it(`${one} is not ${two}`, () =>
      assert.notEqual(conversionOf(one)?.unit, conversionOf(two)?.unit))

  for (const code of ['[iU]/L', "[arb'U]", '[pH]', 'B[SPL]', 'unit1', '', 'x'.repeat(200)])
    it(`has no canonical unit for ${JSON.stringify(code.slice(0, 20))}`, () =>
      assert.equal(conversionOf(code), undefined))
})

describe('values joined in one parameter', () => {
  it('are cut at marks that no backslash escapes', () => {
    assert.deepEqual(splitAt('a,b', ','), ['a', 'b'])
    assert.deepEqual(splitAt('a\\,b,c', ','), ['a\\,b', 'c'])
    assert.deepEqual(splitAt('a\\\\,b', ','), ['a\\\\', 'b'])
    assert.deepEqual(splitAt('s\\|t|c', '|'), ['s\\|t', 'c'])
    assert.deepEqual(splitAt('', ','), [''])
  })

  it('lose their backslashes, and no other', () => {
    assert.equal(unescapeValue('a\\,b\\$c\\|d\\\\e'), 'a,b$c|d\\e')
    assert.equal(unescapeValue('C:\\temp'), 'C:\\temp')
  })

  it('law: what is escaped comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (parts) => {
        const text = parts.map((part) => part.replace(/[\\,$|]/g, '\\$&')).join(',')
        assert.deepEqual(splitAt(text, ',').map(unescapeValue), parts)
      }),
    )
  })
})

describe('near names', () => {
  const names = ['birthdate', 'family', 'given', 'gender', 'name', '_count']
  it('are few letters away, the nearest first', () => {
    assert.deepEqual(nearNames('birthDat', names), ['birthdate'])
    assert.deepEqual(nearNames('nmae', names), [])
    assert.deepEqual(nearNames('nam', names), ['name'])
    assert.deepEqual(nearNames('count', names), ['_count'])
    assert.deepEqual(nearNames('zzzz', names), [])
  })
})
