/**
 * Criteria of conditional interactions: always strict, over what the caller may see, and unique under concurrency by a
 * claim on the normalised criterion in the same transaction (storage.md 7).
 */
import { OutcomeError } from '#fhir/outcome.ts'
import { parseSearch } from '#fhir/search/parse.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import { combine } from '#storage/search/combine.ts'
import type { Filter, ResourceRow, Transaction } from '#storage/storage.ts'
import { admit } from './admission.ts'
import { criteriaOf } from './criteria.ts'
import type { Session } from './hearth.ts'
import { restriction } from './restrict.ts'
import { recorderOf } from './writer.ts'

/** The criterion as a request; result parameters and empty criteria are refused. */
export function parseCriterion(session: Session, type: string, criterion: string): SearchRequest {
  const text = criterion.startsWith('?') ? criterion.slice(1) : criterion
  const params = [...new URLSearchParams(text)]
  const result = params.find(([name]) =>
    /^_(count|sort|total|summary|elements|include|revinclude)/.test(name),
  )
  if (result !== undefined)
    throw OutcomeError.invalid(
      `${result[0]} is not a criterion: it says how to answer, not what to match.`,
    )
  const { timeZone, base } = session.hearth
  const request = parseSearch(type, params, { timeZone, base, now: session.now })
  if (request.clauses.length === 0)
    throw OutcomeError.invalid('A conditional interaction needs at least one criterion.')
  return { ...request, count: 2 }
}

/** The one row that meets it, none, or 412 for several. */
export async function matching(
  session: Session,
  type: string,
  criterion: string,
): Promise<ResourceRow | undefined> {
  const filter = await criterionFilter(session, type, criterion)
  if (filter === undefined) return undefined
  return oneOf(await session.hearth.storage.find(filter, { sort: { lu: 1 }, limit: 2 }), type)
}

export interface Criterion {
  readonly type: string
  /** as it was sent */
  readonly text: string
}

/**
 * Taken in the transaction that creates: of two at once, the second finds the first's row. A claim that nobody held
 * before was just looked for; only for one that was held the store is asked again.
 */
export async function claimCriteria(
  session: Session,
  transaction: Transaction,
  criteria: readonly Criterion[],
): Promise<ResourceRow | undefined> {
  if (criteria.length === 0) return undefined
  const recorder = recorderOf(session)
  const fresh = await transaction.claimAll(
    criteria.map(({ type, text }) => ({ _id: `if:${recorder}:${type}?${normalised(text)}` })),
  )
  for (const [place, { type, text }] of criteria.entries()) {
    if (fresh[place] === true) continue
    const filter = await criterionFilter(session, type, text)
    if (filter === undefined) continue
    const met = oneOf(await transaction.find(filter, { sort: { lu: 1 }, limit: 2 }), type)
    if (met !== undefined) return met
  }
  return undefined
}

async function criterionFilter(
  session: Session,
  type: string,
  criterion: string,
): Promise<Filter | undefined> {
  const request = parseCriterion(session, type, criterion)
  const admission = await admit(session, 'search-type', type)
  const limits = await restriction(session, request, admission)
  if (limits.filter === undefined) return undefined
  return combine([limits.filter, ...(await criteriaOf(session, request))])
}

function oneOf(rows: readonly ResourceRow[], type: string): ResourceRow | undefined {
  if (rows.length > 1)
    throw OutcomeError.multipleMatches('Several resources meet the criterion.', type)
  return rows[0]
}

/** The same criterion in another order is the same claim. */
function normalised(criterion: string): string {
  const text = criterion.startsWith('?') ? criterion.slice(1) : criterion
  return [...new URLSearchParams(text)]
    .map(([name, value]) => `${name}=${value}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('&')
}
