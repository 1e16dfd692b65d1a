/**
 * The raw query as pairs, with what belongs to the answer's form (`_format`, `_pretty`) set apart.
 * https://hl7.org/fhir/R4/http.html#parameters
 */
import { error, type Issue, OutcomeError } from '#fhir/outcome.ts'

export type Pair = readonly [string, string]

export interface Query {
  /** everything but `_format` and `_pretty`, in order */
  readonly params: readonly Pair[]
  readonly format?: string
  readonly pretty?: boolean
}

const empty: Query = { params: [] }

/** @param raw the text after `?`, undecoded */
export function parseQuery(raw: string): Query {
  return raw === '' ? empty : queryOf(parseForm(raw))
}

/** Pairs of a query or a form body; broken percent-encoding is refused, not repaired. */
export function parseForm(raw: string): readonly Pair[] {
  if (raw.includes('%')) {
    try {
      decodeURIComponent(raw)
    } catch {
      throw OutcomeError.invalid('The parameters are not validly percent-encoded UTF-8.')
    }
  }
  return [...new URLSearchParams(raw)]
}

export function queryOf(pairs: readonly Pair[]): Query {
  const format = only(pairs, '_format')
  const pretty = only(pairs, '_pretty')
  if (pretty !== undefined && pretty !== 'true' && pretty !== 'false')
    throw OutcomeError.invalid('The parameter _pretty is true or false.')
  if (format === undefined && pretty === undefined) return { params: pairs }
  return {
    params: pairs.filter(([name]) => name !== '_format' && name !== '_pretty'),
    ...(format === undefined ? {} : { format }),
    ...(pretty === undefined ? {} : { pretty: pretty === 'true' }),
  }
}

/** The value of a parameter that may be given once. */
export function only(pairs: readonly Pair[], name: string): string | undefined {
  const values = pairs.filter((pair) => pair[0] === name)
  if (values.length > 1)
    throw OutcomeError.invalid(`The parameter ${name} is given more than once.`)
  return values[0]?.[1]
}

/** Parameters of the standard that an interaction here could take one day. */
const notYet: ReadonlySet<string> = new Set([
  '_summary',
  '_elements',
  '_at',
  '_list',
  '_type',
  '_sort',
])

/** Refuses by name whatever an interaction does not know; `lenient` lets it pass. */
export function refuseUnknown(
  params: readonly Pair[],
  known: readonly string[],
  isLenient: boolean,
): void {
  if (params.length === 0 || isLenient) return
  const names = new Set(params.map(([name]) => name).filter((name) => !known.includes(name)))
  if (names.size === 0) return
  throw new OutcomeError([...names].map(refused))
}

function refused(name: string): Issue {
  return notYet.has(name)
    ? error('not-supported', `The parameter ${name} is not served for this interaction.`)
    : error('invalid', `The parameter ${shown(name)} is not known for this interaction.`)
}

/** A parameter's name as it may stand in an answer: short, without control characters. */
export function shown(name: string): string {
  return `"${name.slice(0, 64).replace(/[^\x20-\x7e]/g, '?')}"`
}
