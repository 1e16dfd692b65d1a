/** Numbers by their precision; quantities `n`, `n|system|code`, `n||code`, `n|system`. https://hl7.org/fhir/R4/search.html#quantity */
import { conversionOf, toCanonical, ucumSystem } from '../quantity.ts'
import { type Asked, badValue, type ParseClause, splitPrefix } from './asked.ts'
import { around, type Precise, readDecimal } from './decimal.ts'
import { joined } from './entry.ts'
import { givenUnit } from './index-number.ts'
import type { NumberValue, Prefix } from './request.ts'
import { splitAt, unescapeValue } from './split-value.ts'

export const parseNumber: ParseClause = (asked) => ({
  kind: 'number',
  param: asked.definition.code,
  values: asked.values.map((value): NumberValue => {
    const [prefix, number] = numberOf(value, asked)
    return { prefix, p: asked.definition.code, ...ranged(prefix, number) }
  }),
})

export const parseQuantity: ParseClause = (asked) => ({
  kind: 'number',
  param: asked.definition.code,
  values: asked.values.map((value) => quantityValue(value, asked)),
})

function quantityValue(value: string, asked: Asked): NumberValue {
  const param = asked.definition.code
  const [text = '', system = '', code = '', ...more] = splitAt(value, '|').map(unescapeValue)
  if (more.length > 0) throw badValue(asked, 'number, number|system|code or number||code')
  const [prefix, number] = numberOf(text, asked)
  const given = { prefix, ...ranged(prefix, number) }
  if (code === '')
    return system === ''
      ? { ...given, p: param }
      : { ...given, p: joined(param, '', ''), match: 'prefix', within: joined('', system, '') }
  if (system === '') return { ...given, p: joined(param, '', code, ''), match: 'prefix' }
  const conversion = system === ucumSystem ? conversionOf(code) : undefined
  if (conversion === undefined) return { ...given, p: param + givenUnit(code, system) }
  const { at, lo, hi } = ranged(prefix, number)
  const canonical = (value: number) => toCanonical(value, conversion)
  return {
    prefix,
    p: joined(param, conversion.unit),
    ...around(canonical(at), canonical(lo), canonical(hi)),
  }
}

function numberOf(value: string, asked: Asked): readonly [Prefix, Precise] {
  const [prefix, text] = splitPrefix(value)
  const number = readDecimal(text)
  if (number === undefined) throw badValue(asked, 'decimal numbers, with a prefix if need be')
  return [prefix, number]
}

/** `ap` is ten percent either way. */
function ranged(prefix: Prefix, number: Precise): Precise {
  if (prefix !== 'ap') return number
  const tenth = Math.abs(number.at) / 10
  return { at: number.at, lo: number.at - tenth, hi: number.at + tenth }
}
