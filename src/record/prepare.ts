/**
 * A transaction Bundle becomes rows in two pure steps, so that the costly part can run in a thread of its own:
 * `prepare` parses, plans and validates; `settle`, once ids and references are known, rewrites, labels and extracts.
 * https://hl7.org/fhir/R4/http.html#transaction
 */
import { planTransaction } from '#fhir/bundle/plan-transaction.ts'
import type { ConditionalReference, PlannedEntry } from '#fhir/bundle/transaction-plan.ts'
import { formatJson, parseJson } from '#fhir/json.ts'
import { type Issue, OutcomeError } from '#fhir/outcome.ts'
import { rewriteReferences } from '#fhir/references.ts'
import { extract } from '#fhir/search/extract.ts'
import { matches } from '#fhir/search/matches.ts'
import { parseSearch } from '#fhir/search/parse.ts'
import { firstTick } from '#fhir/tick.ts'
import { validate } from '#fhir/validation/validate.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { outsideSources, settled } from './label.ts'
import { issueBelow } from './placed.ts'
import { type JsonResource, rowOf } from './row.ts'
import { shortenedFault } from './shortened.ts'

export interface PrepareOptions {
  readonly base: string
  readonly timeZone: string
  readonly now: number
  /** types that a service's rule must see: their entries come back as text */
  readonly ruled: readonly string[]
}

/** An act of the plan without its resource, which stays where it was parsed. */
export interface PreparedEntry extends Omit<PlannedEntry, 'resource'> {
  /** the resource of ruled types alone */
  readonly text?: string
}

export interface Prepared {
  /** in the order of work: DELETE, POST, PUT, GET */
  readonly entries: readonly PreparedEntry[]
  /** what a reference may say to mean an entry → its index */
  readonly targets: readonly (readonly [string, number])[]
  /** distinct conditional references, with the entries of this Bundle that meet each */
  readonly conditionals: readonly (ConditionalReference & { readonly own: readonly number[] })[]
}

export interface Assigned {
  readonly index: number
  readonly ref: string
  readonly n: number
  readonly vid: string
  readonly lu: string
  readonly millis: number
  readonly recorders: readonly string[]
  readonly audience: readonly string[]
  readonly kept?: RowKept
  /** replaces the entry's resource, where a rule amended it */
  readonly text?: string
}

type RowKept = NonNullable<Parameters<typeof rowOf>[1]['kept']>

export interface Assignment {
  /** entries to be written; an entry left out is not stored (met by its `ifNoneExist`, or not a write) */
  readonly write: readonly Assigned[]
  /** what a reference's text becomes: fullUrl, urn or conditional reference → `Type/id` */
  readonly references: readonly (readonly [string, string])[]
  readonly registry: boolean
}

export interface Settled {
  /** in the order of `Assignment.write` */
  readonly rows: readonly ResourceRow[]
  /** stored rows from which labels or owners may flow into these */
  readonly outside: readonly string[]
}

export interface Preparation {
  readonly prepared: Prepared
  settle(assignment: Assignment): Settled
}

/** Throws OutcomeError with all issues (up to 100) of all entries. */
export function prepare(body: string, options: PrepareOptions): Preparation {
  const plan = planTransaction(parseJson(body), { base: options.base })
  const issues: Issue[] = []
  for (const entry of plan.entries) {
    if (entry.resource === undefined || issues.length >= 100) continue
    for (const issue of validate(entry.resource, { type: entry.type }))
      if (issue.severity === 'error' || issue.severity === 'fatal')
        issues.push(issueBelow(issue, entry.index))
  }
  if (issues.length > 0) throw new OutcomeError(issues)
  const resources = new Map<number, JsonResource>()
  for (const entry of plan.entries) {
    if (entry.resource === undefined) continue
    const resource = entry.resource as JsonResource
    resources.set(entry.index, resource)
    const shortened = shortenedFault(resource)
    if (shortened !== undefined) issues.push(issueBelow(shortened, entry.index))
  }
  if (issues.length > 0) throw new OutcomeError(issues)
  const prepared: Prepared = {
    entries: plan.entries.map(({ resource, ...entry }) => ({
      ...entry,
      ...(resource !== undefined && options.ruled.includes(entry.type)
        ? { text: formatJson(resource) }
        : {}),
    })),
    targets: [...plan.targets],
    conditionals: plan.conditionals.map((one) => ({
      ...one,
      own: metBy(one, plan.entries, options),
    })),
  }
  return { prepared, settle: (assignment) => settle(resources, assignment, options) }
}

/** Entries that this Bundle creates and that meet a conditional reference. */
function metBy(
  conditional: ConditionalReference,
  entries: readonly PlannedEntry[],
  options: PrepareOptions,
): number[] {
  const { type } = conditional
  const candidates = entries.filter((entry) => entry.type === type && entry.method === 'POST')
  if (candidates.length === 0) return []
  const query = [...new URLSearchParams(conditional.query)]
  const { clauses } = parseSearch(type, query, options)
  return candidates
    .filter((entry) => {
      const found = extract(entry.resource as JsonResource, type, options)
      return clauses.every((clause) => matches(clause, { ...found, id: '', lu: firstTick }))
    })
    .map((entry) => entry.index)
}

function settle(
  resources: ReadonlyMap<number, JsonResource>,
  assignment: Assignment,
  options: PrepareOptions,
): Settled {
  const references = new Map(assignment.references)
  const rows = assignment.write.map((given) => {
    const sent =
      given.text === undefined
        ? resources.get(given.index)
        : (parseJson(given.text) as JsonResource)
    if (sent === undefined) throw OutcomeError.structure('An entry has no resource.')
    const resource = rewriteReferences(sent, (text) => references.get(text)) as JsonResource
    const { base, timeZone } = options
    return rowOf(resource, { ...given, registry: assignment.registry, base, timeZone })
  })
  return { rows: settled(rows, []).rows, outside: outsideSources(rows) }
}
