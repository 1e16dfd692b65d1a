/**
 * A transaction Bundle, planned: the order of its acts, what its references may mean, and every fault that shows
 * without looking at data. https://hl7.org/fhir/R4/http.html#trules
 */
import { error, type Issue, OutcomeError } from '../outcome.ts'
import { parsePointer } from '../reference.ts'
import { normalCriterion } from './criterion.ts'
import { strangers } from './members.ts'
import { forEachReference } from './mentions.ts'
import { planEntry } from './plan-entry.ts'
import type { ConditionalReference, PlannedEntry, TransactionPlan } from './transaction-plan.ts'

const rank = { DELETE: 0, POST: 1, PUT: 2, GET: 3, HEAD: 3 } as const

export interface PlanOptions {
  /** our own FHIR base without trailing slash: URLs below it count as relative */
  readonly base?: string
  readonly maxEntries?: number
}

/** Throws OutcomeError with every fault found; 413 beyond `maxEntries` (10,000). */
export function planTransaction(bundle: unknown, options: PlanOptions = {}): TransactionPlan {
  const { base, maxEntries = 10_000 } = options
  const all = entriesOf(bundle)
  if (all.length > maxEntries)
    throw OutcomeError.tooLong(`A transaction has at most ${maxEntries} entries.`)
  const planned = all.map((entry, index) => planEntry(entry, index, base))
  const issues = [
    ...strangers(bundle as Readonly<Record<string, unknown>>, 'Bundle', 'Bundle'),
    ...planned.flatMap((entry) => (Array.isArray(entry) ? entry : [])),
  ]
  const entries = joinCreates(
    planned.flatMap((entry) => (Array.isArray(entry) ? [] : [entry as PlannedEntry])),
  )
  issues.push(...repeated(entries))
  if (issues.length > 0) throw new OutcomeError(issues)
  const targets = targetsOf(entries)
  const conditionals = resolveMentions(entries, targets, base)
  return {
    entries: [...entries].sort((a, b) => rank[a.method] - rank[b.method] || a.index - b.index),
    targets,
    conditionals,
  }
}

function entriesOf(bundle: unknown): readonly unknown[] {
  const { resourceType, type, entry } = (bundle ?? {}) as Readonly<Record<string, unknown>>
  if (resourceType !== 'Bundle')
    throw OutcomeError.structure('A transaction is a Bundle.', 'Bundle.resourceType')
  if (type === undefined)
    throw new OutcomeError(error('required', 'A Bundle has a type.', 'Bundle.type'))
  if (typeof type !== 'string')
    throw OutcomeError.structure('The type of a Bundle is a code.', 'Bundle.type')
  if (type !== 'transaction')
    throw new OutcomeError(
      error('not-supported', 'Only a Bundle of type transaction is taken here.', 'Bundle.type'),
    )
  if (entry === undefined) return []
  if (!Array.isArray(entry)) throw OutcomeError.structure('entry is an array.', 'Bundle.entry')
  return entry
}

/** Creates with one criterion mean one resource: the later ones point to the first. */
function joinCreates(entries: readonly PlannedEntry[]): PlannedEntry[] {
  const first = new Map<string, number>()
  return entries.map((entry) => {
    if (entry.ifNoneExist === undefined) return entry
    const criterion = normalCriterion(entry.type, entry.ifNoneExist)
    const sameAs = first.get(criterion)
    if (sameAs === undefined) first.set(criterion, entry.index)
    return sameAs === undefined ? entry : { ...entry, sameAs }
  })
}

function repeated(entries: readonly PlannedEntry[]): Issue[] {
  const urls = new Set<string>()
  const written = new Set<string>()
  return entries.flatMap((entry) => {
    const issues: Issue[] = []
    if (entry.fullUrl !== undefined && !added(urls, entry.fullUrl))
      issues.push(
        error(
          'invalid',
          'Two entries have this fullUrl (bdl-7).',
          `Bundle.entry[${entry.index}].fullUrl`,
        ),
      )
    const writes = entry.method === 'PUT' || entry.method === 'DELETE'
    if (writes && !added(written, `${entry.type}/${entry.id}`))
      issues.push(
        error(
          'invalid',
          'Two entries change this resource.',
          `Bundle.entry[${entry.index}].request.url`,
        ),
      )
    return issues
  })
}

function added(set: Set<string>, text: string): boolean {
  return set.size < set.add(text).size
}

/** A create known as `http://there/Patient/1` is also meant by `Patient/1`, unless an entry writes our own `Patient/1`. */
function targetsOf(entries: readonly PlannedEntry[]): Map<string, number> {
  const targets = new Map<string, number>()
  for (const entry of entries)
    if (entry.fullUrl !== undefined && entry.method !== 'GET' && entry.method !== 'HEAD')
      targets.set(entry.fullUrl, entry.index)
  const own = new Set(
    entries.flatMap((entry) => (entry.id === undefined ? [] : [`${entry.type}/${entry.id}`])),
  )
  for (const entry of entries) {
    const relative =
      entry.method === 'POST'
        ? /^https?:.*\/([A-Z][A-Za-z]+\/[^/]+)$/.exec(entry.fullUrl ?? '')?.[1]
        : undefined
    if (relative?.startsWith(`${entry.type}/`) && !own.has(relative) && !targets.has(relative))
      targets.set(relative, entry.index)
  }
  return targets
}

function resolveMentions(
  entries: readonly PlannedEntry[],
  targets: ReadonlyMap<string, number>,
  base?: string,
): ConditionalReference[] {
  const conditionals = new Map<string, ConditionalReference>()
  const issues: Issue[] = []
  for (const { index, resource } of entries)
    forEachReference(resource, `Bundle.entry[${index}].resource`, (reference, place) => {
      if (targets.has(reference) || conditionals.has(reference)) return
      const pointer = parsePointer(reference, base)
      if (pointer.kind === 'conditional')
        conditionals.set(reference, {
          reference,
          type: pointer.type,
          query: pointer.query,
          expression: place(),
        })
      else if (pointer.kind === 'urn' && /^urn:(?:uuid|oid):/.test(reference))
        issues.push(
          error('invalid', 'No entry of the Bundle has this urn as its fullUrl.', place()),
        )
    })
  if (issues.length > 0) throw new OutcomeError(issues)
  return [...conditionals.values()]
}
