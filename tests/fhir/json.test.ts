/** Laws of lossless JSON: fhir.md 8, and the faults of class JSON in fhir.md 5. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { formatJson, isRawNumber, numberText, parseJson } from '#fhir/json.ts'
import { lookAtJson } from '#fhir/json-quick.ts'
import { scanJson } from '#fhir/json-scan.ts'
import { OutcomeError } from '#fhir/outcome.ts'

const digits = fc.stringMatching(/^[0-9]{1,20}$/)
const numberToken = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9][0-9]{0,19}$/)),
    fc.option(digits, { nil: undefined }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.stringMatching(/^[0-9]{1,3}$/)), {
      nil: undefined,
    }),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      sign + whole + (fraction === undefined ? '' : `.${fraction}`) + (exponent?.join('') ?? ''),
  )
const stringToken = fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text))
const { document } = fc.letrec<{ document: string; array: string; object: string; leaf: string }>(
  (tie) => ({
    leaf: fc.oneof(numberToken, stringToken, fc.constantFrom('true', 'false', 'null')),
    array: fc.array(tie('document'), { maxLength: 5 }).map((parts) => `[${parts.join(',')}]`),
    object: fc
      .uniqueArray(fc.tuple(memberName(), tie('document')), {
        maxLength: 6,
        selector: ([name]) => name,
      })
      .map(
        (members) =>
          `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`,
      ),
    document: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('array'), tie('object')),
  }),
)

/** Integer-like names move to the front of a JavaScript object; FHIR has none. */
function memberName() {
  return fc
    .oneof(fc.stringMatching(/^_?[a-z][A-Za-z]{0,10}$/), fc.string())
    .filter(
      (name) => !/^\d+$/.test(name) && !['__proto__', 'constructor', 'prototype'].includes(name),
    )
}

function refusal(text: string): string {
  try {
    parseJson(text)
  } catch (error) {
    assert.ok(error instanceof OutcomeError)
    assert.equal(error.status, 400)
    assert.equal(error.issues[0]?.code, 'structure')
    return error.issues[0].diagnostics
  }
  return assert.fail(`was taken: ${text.slice(0, 80)}`)
}

describe('fhir/json', () => {
  it('format_of_parse_keeps_every_token', () => {
    fc.assert(
      fc.property(document, (text) => {
        assert.equal(formatJson(parseJson(text)), text)
      }),
      { numRuns: 1000 },
    )
  })

  it('the_scan_agrees_with_JSON_parse_on_what_is_JSON', () => {
    const broken = fc
      .tuple(
        document,
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '-', '0', '.', '\\', ' ', 'e', '\n', ':'),
      )
      .map(([text, place, extra]) => {
        const at = text.length === 0 ? 0 : place % text.length
        return text.slice(0, at) + extra + text.slice(at + 1)
      })
    fc.assert(
      fc.property(fc.oneof(document, broken, fc.json(), fc.string()), (text) => {
        const taken = isTaken(() => JSON.parse(text))
        assert.equal(
          isTaken(() => parseJson(text)),
          isTaken(() => scanJson(text)),
        )
        const scanned = isTaken(() => scanJson(text))
        if (taken !== scanned) {
          // only what JSON.parse swallows may differ
          assert.ok(taken)
          assert.match(refusal(text), /has already|reserves|surrogate/)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('the_quick_look_agrees_with_the_scan_where_it_is_sure', () => {
    fc.assert(
      fc.property(fc.oneof(document, fc.json()), (text) => {
        const look = lookAtJson(text)
        if (look !== 'unsure') assert.equal(look === 'numbers change', scanJson(text))
      }),
      { numRuns: 1000 },
    )
    assert.equal(lookAtJson('{"a":[1.5,"\\\\",{"b":true}], "c" : null}'), 'plain')
    assert.equal(lookAtJson('{"a":1.50}'), 'numbers change')
  })

  for (const text of [
    '1.00',
    '1e3',
    '1E3',
    '-0',
    '-0.0',
    '9007199254740993',
    '0.10',
    '1e400',
    '4.0',
    '123456789012345678',
    '0.0000001',
    '1.7976931348623157E308',
  ])
    it(`keeps ${text} as its text`, () => {
      const value = parseJson(`{"value":${text},"plain":7}`) as { value: unknown; plain: unknown }
      assert.ok(isRawNumber(value.value))
      assert.equal(numberText(value.value), text)
      assert.equal(value.plain, 7)
      assert.equal(formatJson(value), `{"value":${text},"plain":7}`)
    })

  for (const text of [
    '0',
    '7',
    '-7',
    '1.5',
    '0.000001',
    '9007199254740991',
    '-12.25',
    '120.00000000000001',
  ])
    it(`reads ${text} as a plain number`, () => {
      const value = parseJson(text)
      assert.ok(!isRawNumber(value))
      assert.equal(value, Number(text))
      assert.equal(numberText(value), text)
    })

  it('takes an object that looks like a raw number for what it is', () => {
    const value = parseJson('{"rawJSON":"1.00"}')
    assert.ok(!isRawNumber(value))
    assert.throws(() => numberText(value), TypeError)
  })

  it('accepts 100 levels and refuses 101', () => {
    assert.doesNotThrow(() => parseJson('['.repeat(100) + ']'.repeat(100)))
    assert.match(refusal('['.repeat(101) + ']'.repeat(101)), /nested deeper than 100/)
    assert.match(refusal('{"a":'.repeat(20_000)), /nested deeper than 100/)
  })

  const faults: readonly (readonly [name: string, text: string, words: RegExp])[] = [
    ['an empty text', '', /a value is expected \(line 1, column 1\)/],
    ['a name twice', '{"a":1,\n "a":2}', /has already \(line 2, column 2\)/],
    ['a name twice through an escape', '{"a":1,"\\u0061":2}', /has already/],
    [
      'a name twice among many',
      `{${Array.from({ length: 60 }, (_, at) => `"n${at}":1`).join(',')},"n3":2}`,
      /has already/,
    ],
    ['a name twice around an inner object', '{"a":{"b":1},"a":2}', /has already/],
    ['__proto__', '{"__proto__":{}}', /reserves/],
    ['__proto__ through an escape', '{"\\u005f_proto__":{}}', /reserves/],
    ['constructor', '{"a":[{"constructor":1}]}', /reserves/],
    ['prototype', '{"prototype":1}', /reserves/],
    ['half a surrogate pair in the text', '{"a":"\ud83d"}', /surrogate pair \(line 1, column 7\)/],
    ['half a surrogate pair as escape', '{"a":"\\ud83d"}', /surrogate/],
    ['a second half alone', '["\\udE00"]', /surrogate/],
    ['text after the end', '{} {}', /after the end \(line 1, column 4\)/],
    ['no end', '{"a":[1,2', /comma or a closing bracket/],
    ['a string without end', '"abc', /has no end/],
    ['a control character', '"a\nb"', /control character/],
    ['an unknown escape', '"\\x41"', /unknown escape/],
    ['a comma too many', '[1,]', /a value is expected/],
    ['a leading zero', '[01]', /malformed number/],
    ['NaN', '[NaN]', /a value is expected/],
    ['single quotes', "{'a':1}", /member name is expected/],
    ['a byte order mark', '\ufeff{}', /a value is expected/],
  ]
  for (const [name, text, words] of faults)
    it(`refuses ${name}, saying where`, () => {
      assert.match(refusal(text), words)
    })

  it('takes a whole pair, raw and escaped, and equal names in different objects', () => {
    assert.deepEqual(parseJson('["😀","\\ud83d\\uDE00",{"a":{"a":1}},[{"a":1},{"a":2}]]'), [
      '😀',
      '😀',
      { a: { a: 1 } },
      [{ a: 1 }, { a: 2 }],
    ])
  })

  it('never tells what stands at the fault', () => {
    for (const text of ['{"family":"Siti" "x"}', '{"family":Siti}', '{"Siti":1,"Siti":2}'])
      assert.doesNotMatch(refusal(text), /Siti/)
  })

  it('stays linear on a million names', () => {
    const names = Array.from({ length: 200_000 }, (_, at) => `"n${at}":0`)
    assert.equal(Object.keys(parseJson(`{${names.join(',')}}`) as object).length, 200_000)
  })
})

function isTaken(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
