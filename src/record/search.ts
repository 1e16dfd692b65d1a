/**
 * Search within one type: restricted before sort, count and limit, each row decided again before it leaves.
 * https://hl7.org/fhir/R4/search.html
 */

import { queryText } from '#audit/query-text.ts'
import { clinicalDateParameter } from '#fhir/search/clinical-date.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import { combine } from '#storage/search/combine.ts'
import { orderOf } from '#storage/search/order.ts'
import { findPage } from '#storage/search/page.ts'
import type { Filter, ResourceRow } from '#storage/storage.ts'
import { type Admission, admit } from './admission.ts'
import { incident } from './answer.ts'
import { searchAudit } from './audit-events.ts'
import { criteriaOf } from './criteria.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { judge } from './judge.ts'
import { underLaw } from './recheck.ts'
import type { Page, PageInput, Version } from './record.ts'
import { hiddenReferences, releasable, release } from './release.ts'
import { type Restriction, restriction } from './restrict.ts'
import { lineOf } from './witness.ts'

/** Index rows within which an unasked total is counted (fhir.md 2.9). */
const cheapTotal = 10_000

export async function search(
  session: Session,
  request: SearchRequest,
  page: PageInput,
): Promise<Page> {
  const admission = await admit(session, 'search-type', request.type)
  return underLaw(session, (current) =>
    request.type === 'AuditEvent'
      ? searchAudit(current, request, page)
      : searchRows(current, request, page, admission),
  )
}

async function searchRows(
  session: Session,
  request: SearchRequest,
  page: PageInput,
  admission: Admission,
): Promise<Page> {
  const limits = await restriction(session, request, admission)
  const filter =
    limits.filter === undefined
      ? undefined
      : combine([limits.filter, ...(await criteriaOf(session, request))])
  const found =
    filter === undefined ? { rows: [] } : await rowsOf(session, request, page, filter, limits)
  const matches = await released(session, found.rows, admission)
  const total = await totalOf(session, request, page, filter, found)
  await witnessSearch(session, request, limits.named, found.rows)
  return {
    matches,
    ...(total === undefined ? {} : { total }),
    ...(found.next === undefined ? {} : { next: found.next }),
  }
}

/** One line for each patient shown or asked about, so that each reads her own part and no other's. */
async function witnessSearch(
  session: Session,
  request: SearchRequest,
  named: readonly string[],
  rows: readonly ResourceRow[],
): Promise<void> {
  const shown = new Map<string, { patients: readonly string[]; items: string[] }>()
  for (const patient of named) shown.set(patient, { patients: [patient], items: [] })
  for (const row of rows) {
    const key = row.cmp.join(' ')
    const held = shown.get(key)
    if (held === undefined) shown.set(key, { patients: row.cmp, items: [row._id] })
    else held.items.push(row._id)
  }
  if (shown.size === 0) shown.set('', { patients: [], items: [] })
  const query = queryText(request)
  const act = { act: 'search-type', outcome: 'permit', rule: 'search', type: request.type } as const
  const lines = [...shown.values()].map((one) => ({
    ...lineOf(session, { ...act, ...one, query }),
  }))
  await session.hearth.storage.witness.append(lines)
}

interface Found {
  readonly rows: readonly ResourceRow[]
  readonly next?: Page['next']
}

async function rowsOf(
  session: Session,
  request: SearchRequest,
  page: PageInput,
  filter: Filter,
  limits: Restriction,
): Promise<Found> {
  if (request.count === 0) return { rows: [] }
  const clinicalDate = limits.named.length === 1 ? clinicalDateParameter(request.type) : undefined
  const { storage } = session.hearth
  const found = await findPage(storage.find, {
    filter,
    order: orderOf(request.sort, clinicalDate),
    limit: request.count,
    ...(page.after === undefined ? {} : { after: page.after }),
  })
  return found.next === undefined ? { rows: found.rows } : { rows: found.rows, next: found.next }
}

async function released(
  session: Session,
  rows: readonly ResourceRow[],
  admission: Admission,
): Promise<Version[]> {
  const decisions = await Promise.all(
    rows.map((row) => judge(session, itemOf(row), 'access', admission)),
  )
  const masks = await hiddenReferences(session, rows.map(releasable))
  return rows.map((row, place) => {
    const decision = decisions[place]
    // The query let it through and the function does not: nothing leaves.
    if (decision?.decision !== 'permit') throw incident(session)
    return release(session, releasable(row), decision, masks)
  })
}

/** Exact or absent, never guessed. */
async function totalOf(
  session: Session,
  request: SearchRequest,
  page: PageInput,
  filter: Filter | undefined,
  found: Found,
): Promise<number | undefined> {
  if (request.total === 'none') return undefined
  if (filter === undefined) return 0
  const { storage } = session.hearth
  if (request.count === 0 || request.total === 'accurate') return storage.count(filter)
  if (page.after === undefined && found.next === undefined) return found.rows.length
  const counted = await storage.count(filter, cheapTotal + 1)
  return counted > cheapTotal ? undefined : counted
}
