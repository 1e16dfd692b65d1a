/** `code`, `system|code`, `|code`, `system|`; `:not`, `:text`, `:of-type`. https://hl7.org/fhir/R4/search.html#token */
import { boundSystems, requiredCodes } from '../definitions/required-codes.ts'
import { type Asked, badValue, type ParseClause } from './asked.ts'
import { elementTypesOf } from './element-types.ts'
import { joined } from './entry.ts'
import { fold, longestText } from './fold.ts'
import { contactKey } from './index-token.ts'
import type { TokenValue } from './request.ts'
import { splitAt, unescapeValue } from './split-value.ts'

/** HL7's system for booleans that are written as codes. */
const specialValues = 'http://terminology.hl7.org/CodeSystem/special-values'

export const parseToken: ParseClause = (asked) => {
  const { code } = asked.definition
  switch (asked.modifier) {
    case 'text':
      return {
        kind: 'token',
        param: `${code}:text`,
        not: false,
        values: asked.values.map((value) => textValue(value, asked)),
      }
    case 'of-type':
      return {
        kind: 'token',
        param: `${code}:of-type`,
        not: false,
        values: asked.values.map((value) => typedValue(value, asked)),
      }
    default:
      return {
        kind: 'token',
        param: code,
        not: asked.modifier === 'not',
        values: asked.values.flatMap((value) => tokenValues(value, asked)),
      }
  }
}

function equal(entry: string): TokenValue {
  return { entry, match: 'equal' }
}

/** The entries behind `param¦` that mean this token; references read their `:identifier` by it. */
export function tokenEntry(value: string, asked: Asked): TokenValue {
  const parts = splitAt(value, '|').map(unescapeValue)
  const [first = '', second] = parts
  if (parts.length > 2 || (first === '' && (second ?? '') === ''))
    throw badValue(asked, 'code, system|code, |code or system|')
  if (second === undefined) return equal(first)
  return second === ''
    ? { entry: joined(first, ''), match: 'prefix' }
    : equal(joined(first, second))
}

function tokenValues(value: string, asked: Asked): TokenValue[] {
  const entry = tokenEntry(value, asked)
  const elements = elementTypesOf(asked.type, asked.definition)
  const [system, code] = splitAt(value, '|').map(unescapeValue)
  const only = code ?? system
  if (elements.every(({ type }) => type === 'boolean')) {
    if (only !== 'true' && only !== 'false') throw badValue(asked, 'true or false')
    return [equal(only)]
  }
  const found = [entry]
  for (const { type, row } of elements) {
    if (type === 'ContactPoint' && entry.match === 'equal' && only !== undefined) {
      const key = contactKey(only)
      if (key !== undefined && key !== only)
        found.push(equal(code === undefined ? key : joined(system ?? '', key)))
    }
    if (code === undefined || system === undefined || system === '') continue
    if (type === 'boolean' && system === specialValues) found.push(equal(code))
    if (type === 'code' && row?.binding !== undefined)
      found.push(...impliedCodes(row.binding[1], system, code))
  }
  return found
}

/** An element of type code has no system of its own: its value set implies it. */
function impliedCodes(valueSet: string, system: string, code: string): TokenValue[] {
  if (!boundSystems(valueSet).includes(system)) return []
  const codes = requiredCodes(valueSet) ?? new Set<string>()
  if (code !== '') return codes.has(`${system}|${code}`) ? [equal(code)] : []
  return [...codes]
    .filter((one) => one.startsWith(`${system}|`))
    .map((one) => equal(one.slice(system.length + 1)))
}

function textValue(value: string, asked: Asked): TokenValue {
  const text = unescapeValue(value)
  const folded = fold(text)
  if (folded === '' || text.length > longestText)
    throw badValue(
      asked,
      `with :text a text of at most ${longestText} characters with a letter or digit`,
    )
  return { entry: folded, match: 'prefix' }
}

function typedValue(value: string, asked: Asked): TokenValue {
  const [system, code, number, ...more] = splitAt(value, '|').map(unescapeValue)
  if (!elementTypesOf(asked.type, asked.definition).some(({ type }) => type === 'Identifier'))
    throw badValue(asked, 'no modifier :of-type, which is for identifiers')
  if (system === undefined || !code || !number || more.length > 0)
    throw badValue(asked, 'with :of-type system|code|value')
  return equal(joined(system, code, number))
}
