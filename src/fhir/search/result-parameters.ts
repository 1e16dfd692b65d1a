/** Parameters that shape the answer: `_count`, `_sort`, `_total`, `_summary`, `_format`, `_pretty`. https://hl7.org/fhir/R4/search.html#return */
import { OutcomeError } from '../outcome.ts'
import { searchParameter } from './parameters.ts'
import type { SearchRequest, SortKey } from './request.ts'

export interface ResultShape {
  count: number | undefined
  sort: readonly SortKey[]
  total: SearchRequest['total']
  /** `_summary=count` */
  countOnly: boolean
}

export const mostRows = 1000
export const usualRows = 20

type Read = (value: string, type: string, shape: ResultShape) => string

/** Each sets its part of the shape and says what was applied. */
const readers: Readonly<Record<string, Read>> = {
  _count: (value, _type, shape) => {
    if (!/^\d{1,9}$/.test(value)) throw OutcomeError.invalid('_count takes a non-negative integer.')
    shape.count = Math.min(Number(value), mostRows)
    return String(shape.count)
  },
  _sort: (value, type, shape) => {
    shape.sort = value.split(',').map((key) => sortKey(key, type))
    return value
  },
  _total: (value, _type, shape) => {
    if (value !== 'none' && value !== 'estimate' && value !== 'accurate')
      throw OutcomeError.invalid('_total takes none, estimate or accurate.')
    shape.total = value
    return value
  },
  _summary: (value, _type, shape) => {
    if (value === 'true' || value === 'text' || value === 'data')
      throw OutcomeError.notSupported('_summary is supported with the values count and false.')
    if (value !== 'count' && value !== 'false')
      throw OutcomeError.invalid('_summary takes true, text, data, count or false.')
    shape.countOnly = value === 'count'
    return value
  },
  _format: (value) => value,
  _pretty: (value) => {
    if (value !== 'true' && value !== 'false')
      throw OutcomeError.invalid('_pretty takes true or false.')
    return value
  },
  _contained: (value) => {
    if (value !== 'false')
      throw OutcomeError.notSupported('_contained is supported with the value false.')
    return value
  },
}

export function isResultParameter(name: string): boolean {
  return Object.hasOwn(readers, name)
}

export const resultParameters: readonly string[] = Object.keys(readers)

export function readResultParameter(
  name: string,
  value: string,
  type: string,
  shape: ResultShape,
): string {
  const read = readers[name]
  if (read === undefined) throw OutcomeError.invalid('This is not a result parameter.')
  return read(value, type, shape)
}

function sortKey(key: string, type: string): SortKey {
  const descending = key.startsWith('-')
  const param = descending ? key.slice(1) : key
  const definition = searchParameter(type, param)
  if (definition === undefined)
    throw OutcomeError.invalid(
      `_sort takes search parameters of ${type}, each with - for descending.`,
    )
  if (definition.type === 'composite' || definition.type === 'special')
    throw OutcomeError.invalid(`_sort cannot order by ${param}, which has no order.`)
  return { param, descending }
}
