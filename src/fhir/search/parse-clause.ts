/** One parameter and its value as a clause. */
import { OutcomeError } from '../outcome.ts'
import { isId } from '../reference.ts'
import { type Asked, badValue, type ParseClause } from './asked.ts'
import { checkModifier } from './modifiers.ts'
import { type SearchParameterType, searchParameter } from './parameters.ts'
import { parseDate, parseLastUpdated } from './parse-date.ts'
import { parseNumber, parseQuantity } from './parse-number.ts'
import { parseReference } from './parse-reference.ts'
import { parseString } from './parse-string.ts'
import { parseToken } from './parse-token.ts'
import { parseUri } from './parse-uri.ts'
import type { EntryArray, SearchClause } from './request.ts'
import { splitAt, unescapeValue } from './split-value.ts'

type ServedType = Exclude<SearchParameterType, 'composite' | 'special'>

const byType: Readonly<Record<ServedType, { parse: ParseClause; array: EntryArray }>> = {
  token: { parse: parseToken, array: 'tok' },
  reference: { parse: parseReference, array: 'ref' },
  string: { parse: parseString, array: 'str' },
  date: { parse: parseDate, array: 'dat' },
  number: { parse: parseNumber, array: 'num' },
  quantity: { parse: parseQuantity, array: 'num' },
  uri: { parse: parseUri, array: 'tok' },
}

const ofTheRow: Readonly<Record<string, ParseClause>> = {
  _id: (asked) => ({
    kind: 'id',
    ids: asked.values.map((value) => {
      const id = unescapeValue(value)
      if (!isId(id)) throw badValue(asked, 'ids of letters, digits, - and .')
      return id
    }),
  }),
  _lastUpdated: parseLastUpdated,
}

/** What one filter may list; a bare id counts once for every type it may be of. */
const mostEntries = 10_000

export function parseClause(
  type: string,
  name: string,
  value: string,
  options: { readonly timeZone: string; readonly base?: string; readonly now: number },
): SearchClause {
  const [code = '', modifier] = name.split(':')
  const definition = searchParameter(type, code)
  if (definition === undefined || definition.type === 'composite' || definition.type === 'special')
    throw OutcomeError.invalid(`${type} has no such search parameter.`)
  if (modifier !== undefined) checkModifier(modifier, definition)
  const asked: Asked = {
    type,
    definition,
    modifier,
    values: splitAt(value, ','),
    timeZone: options.timeZone,
    base: options.base,
    now: options.now,
  }
  if (asked.values.includes('')) throw badValue(asked, 'no empty value between commas')
  const { parse, array } = byType[definition.type]
  if (modifier === 'missing')
    return { kind: 'missing', param: code, array, missing: isMissing(asked) }
  const clause = (ofTheRow[code] ?? parse)(asked)
  if (sizeOf(clause) > mostEntries)
    throw OutcomeError.tooCostly(`The search parameter ${code} has too many values.`)
  return clause
}

function isMissing(asked: Asked): boolean {
  const [value] = asked.values
  if (asked.values.length !== 1 || (value !== 'true' && value !== 'false'))
    throw badValue(asked, 'with :missing true or false')
  return value === 'true'
}

function sizeOf(clause: SearchClause): number {
  switch (clause.kind) {
    case 'id':
      return clause.ids.length
    case 'last-updated':
      return clause.ranges.length
    case 'reference':
      return clause.values.reduce((sum, value) => sum + value.entries.length, 0)
    case 'missing':
    case 'compartment':
      return 1
    default:
      return clause.values.length
  }
}
