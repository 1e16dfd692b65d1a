/**
 * A row of the directory that a bundle brought is read through a referrer that the caller may see (R22): one look, by
 * the references that may lead to such a row, each under the caller's own restriction.
 */
import { resourceTypes } from '#fhir/definitions/resource-types.ts'
import { joined } from '#fhir/search/entry.ts'
import { searchParametersOf } from '#fhir/search/parameters.ts'
import { decide } from '#policy/consent/decide.ts'
import type { Decision } from '#policy/decision.ts'
import { directoryTypes } from '#policy/type-groups.ts'
import { combine, oneOf } from '#storage/search/combine.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { type Admission, admissionTo } from './admission.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import { restriction } from './restrict.ts'

/** The decision again, where a referrer may change it. */
export async function throughReferrer(
  session: Session,
  row: ResourceRow,
  decision: Decision,
  admission: Admission,
): Promise<Decision> {
  if (decision.decision === 'permit' || decision.rule !== 'R22') return decision
  if (row.reg === true || !directoryTypes.includes(row.t)) return decision
  const item = itemOf(row)
  const context = contextFor(session, 'access', admission)
  const seen = decide(context, item, await lawOf(session, row.cmp), { referred: true })
  return seen.decision === 'permit' && (await isReferred(session, row)) ? seen : decision
}

async function isReferred(session: Session, row: ResourceRow): Promise<boolean> {
  for (const [type, params] of waysTo(row.t)) {
    const admission = admissionTo(session, 'read', type)
    const [first] = params
    if (admission === undefined || first === undefined) continue
    const names = params.map((param) => joined(param, row._id))
    const { storage } = session.hearth
    // Nearly every type has none at all: that is asked before the law.
    const some = combine([{ t: type }, oneOf('ref', names)])
    if ((await storage.find(some, { limit: 1, fields: ['t'] })).length === 0) continue
    const value = { entries: [row._id] }
    const { filter } = await restriction(
      session,
      // a view in part shows no such reference
      {
        type,
        clauses: [{ kind: 'reference', param: first, values: [value] }],
        count: 1,
        sort: [],
        total: 'none',
        applied: [],
      },
      admission,
    )
    if (filter === undefined) continue
    const found = await storage.find(combine([filter, oneOf('ref', names)]), {
      limit: 1,
      fields: ['t'],
    })
    if (found.length > 0) return true
  }
  return false
}

type Way = readonly [type: string, params: readonly string[]]

const ways = new Map<string, readonly Way[]>()

/** Types with the parameters by which they may refer to this one. */
function waysTo(target: string): readonly Way[] {
  const known = ways.get(target)
  if (known !== undefined) return known
  const found = resourceTypes
    .map((type): Way => [type, parametersTo(type, target)])
    .filter(([, params]) => params.length > 0)
  ways.set(target, found)
  return found
}

function parametersTo(type: string, target: string): string[] {
  return searchParametersOf(type)
    .filter(({ type: kind, targets }) => kind === 'reference' && targets?.includes(target) === true)
    .map(({ code }) => code)
}
