/**
 * A query becomes a request, or is refused by name: a typing error must not return everything. The same parser serves
 * search, conditional interactions, scopes and consent. https://hl7.org/fhir/R4/search.html
 */
import { error, OutcomeError } from '../outcome.ts'
import { parseClause } from './parse-clause.ts'
import { refuseName } from './refuse-name.ts'
import type { SearchClause, SearchRequest } from './request.ts'
import {
  isResultParameter,
  type ResultShape,
  readResultParameter,
  usualRows,
} from './result-parameters.ts'

export interface SearchOptions {
  /** IANA name; read into dates without a zone */
  readonly timeZone: string
  /** our own FHIR base without trailing slash */
  readonly base?: string
  /** drops parameters that are unknown, not served or empty, and says so in `ignored` */
  readonly lenient?: boolean
  /** milliseconds since the epoch */
  readonly now: number
}

export type Pair = readonly [name: string, value: string]

/** @param params names and values percent-decoded once, in order. Throws OutcomeError alone. */
export function parseSearch(
  type: string,
  params: readonly Pair[],
  options: SearchOptions,
): SearchRequest {
  const clauses: SearchClause[] = []
  const applied: Pair[] = []
  const ignored: string[] = []
  const seen = new Set<string>()
  const shape: ResultShape = { count: undefined, sort: [], total: undefined, countOnly: false }
  for (const [name, value] of params) {
    const isResult = isResultParameter(name)
    const refusal = value === '' ? emptyValue(name) : isResult ? undefined : refuseName(type, name)
    if (refusal !== undefined) {
      if (options.lenient !== true || refusal.stands) throw refusal.error
      ignored.push(name)
      continue
    }
    if (!isResult) {
      clauses.push(parseClause(type, name, value, options))
      applied.push([name, value])
      continue
    }
    if (seen.has(name)) throw OutcomeError.invalid(`${name} may be given once.`)
    seen.add(name)
    applied.push([name, readResultParameter(name, value, type, shape)])
  }
  return {
    type,
    clauses,
    count: shape.countOnly ? 0 : (shape.count ?? usualRows),
    sort: shape.sort,
    total: shape.total,
    applied,
    ...(ignored.length === 0 ? {} : { ignored }),
  }
}

function emptyValue(name: string): { error: OutcomeError; stands: boolean } {
  const shown = /^[A-Za-z_][\w\-:.]{0,60}$/.test(name) ? `The parameter ${name}` : 'A parameter'
  return { error: new OutcomeError(error('invalid', `${shown} has no value.`)), stands: false }
}
