/** Step 3: the services' rules for a type and act; entries they add are the server's own acts (R0). */
import type { Resource } from '@medplum/fhirtypes'
import { formatJson, parseJson } from '#fhir/json.ts'
import { parseSearch } from '#fhir/search/parse.ts'
import type { Action } from '#policy/decision.ts'
import { directoryTypes, registryTypes } from '#policy/type-groups.ts'
import { combine } from '#storage/search/combine.ts'
import { filterOf } from '#storage/search/filter-of.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { AddedEntry, Rule, RuleAnswer, RuleInput } from './declaration.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { judge } from './judge.ts'
import type { JsonResource } from './row.ts'

export interface Asked {
  readonly act: 'create' | 'update' | 'delete'
  readonly ref: string
  readonly before?: ResourceRow
  readonly after?: JsonResource
}

export interface Ruled {
  readonly after?: JsonResource
  readonly audience: readonly string[]
  readonly also: readonly AddedEntry[]
  readonly repeats?: string
  /** spent once: the second act with it meets the first's item */
  readonly claim?: string
  /** the service that added entries */
  readonly service?: string
}

export function ruledTypes(session: Session): string[] {
  return [...new Set(session.hearth.services.flatMap((one) => one.rules.map((rule) => rule.type)))]
}

export async function applyRules(session: Session, asked: Asked): Promise<Ruled> {
  const type = asked.ref.slice(0, asked.ref.indexOf('/'))
  let ruled: Ruled = {
    ...(asked.after === undefined ? {} : { after: asked.after }),
    audience: [],
    also: [],
  }
  if (session.principal.kind === 'administrator' || session.principal.kind === 'system')
    return ruled
  for (const service of session.hearth.services)
    for (const rule of service.rules) {
      if (rule.type !== type || !rule.on.includes(asked.act)) continue
      const answer = await rule.judge(inputOf(session, asked, ruled))
      ruled = merged(ruled, answer, service.name)
      if (ruled.repeats !== undefined) return ruled
    }
  return ruled
}

/** What the loser of a race is told, where a rule has more to say than that the item changed. */
export function conflictText(session: Session, current: ResourceRow): string | undefined {
  const rules: Rule[] = session.hearth.services.flatMap((service) => [...service.rules])
  for (const rule of rules) {
    if (rule.type !== current.t || rule.conflict === undefined) continue
    const text = rule.conflict(JSON.parse(current.json) as Resource)
    if (text !== undefined) return text
  }
  return undefined
}

function merged(ruled: Ruled, answer: RuleAnswer, service: string): Ruled {
  return {
    ...ruled,
    ...(answer.after === undefined ? {} : { after: answer.after as unknown as JsonResource }),
    audience: [...ruled.audience, ...(answer.audience ?? [])],
    also: [...ruled.also, ...(answer.also ?? [])],
    ...(answer.repeats === undefined ? {} : { repeats: answer.repeats }),
    ...(answer.claim === undefined ? {} : { claim: answer.claim }),
    ...((answer.also ?? []).length === 0 ? {} : { service }),
  }
}

function inputOf(session: Session, asked: Asked, ruled: Ruled): RuleInput {
  const { storage, timeZone, base } = session.hearth
  return {
    act: asked.act,
    ref: asked.ref,
    ...(asked.before === undefined ? {} : { before: parse(asked.before) }),
    ...(ruled.after === undefined
      ? {}
      : { after: parseJson(formatJson(ruled.after)) as unknown as Resource }),
    principal: session.principal,
    actors: session.closure.actors,
    now: new Date(session.now).toISOString(),
    newId: session.hearth.newId,
    nextNumber: (counter) => storage.next(`number:${counter}`),
    async find(type, query) {
      const { clauses } = parseSearch(type, query, { timeZone, base, now: session.now })
      const filter = combine([{ t: type }, ...clauses.map((clause) => filterOf(clause, type))])
      const rows = await storage.find(filter, { sort: { lu: 1 }, limit: 200 })
      return rows.filter(isTrusted).map(parse)
    },
    async read(ref) {
      const row = await storage.read(ref)
      return row === undefined || !isTrusted(row) ? undefined : parse(row)
    },
    sees: (ref) => may(session, ref, 'access'),
    passesOn: async (ref) =>
      (await may(session, ref, 'access')) && (await may(session, ref, 'disclose')),
  }
}

const keptByAdministrators = new Set([...directoryTypes, ...registryTypes])

/** R7: what a clinic's bundle brings of these types is display data; no rule rests on it. */
function isTrusted(row: ResourceRow): boolean {
  return row.reg === true || !keptByAdministrators.has(row.t)
}

async function may(session: Session, ref: string, action: Action): Promise<boolean> {
  const row = await session.hearth.storage.read(ref)
  return row !== undefined && (await judge(session, itemOf(row), action)).decision === 'permit'
}

function parse(row: ResourceRow): Resource {
  return JSON.parse(row.json) as Resource
}
