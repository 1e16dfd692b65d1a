/**
 * transaction: all or nothing, one law for all its entries. https://hl7.org/fhir/R4/http.html#transaction
 * Order: parse, plan and validate; resolve what is conditional; assign ids; rules; rows; law; one store transaction.
 */
import { formatJson, parseJson } from '#fhir/json.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { rewriteReferences } from '#fhir/references.ts'
import { millisOf } from '#fhir/tick.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { type Admission, admit } from './admission.ts'
import { claimCriteria } from './conditional.ts'
import { deletion } from './delete.ts'
import { guardConsent } from './guard.ts'
import type { Session } from './hearth.ts'
import { following, settled } from './label.ts'
import { asSent, draftsOf, makeRows, stampsOf, storedSources } from './made.ts'
import { placedBelow } from './placed.ts'
import type { Assigned, PreparedEntry, Settled } from './prepare.ts'
import type { Preparing } from './prepare-pool.ts'
import { againOnConflict } from './recheck.ts'
import type { TransactionAnswer, TransactionEntry, TransactOptions, Version } from './record.ts'
import { type Resolved, resolve } from './resolve.ts'
import type { JsonResource } from './row.ts'
import { applyRules, ruledTypes } from './rules.ts'
import { keptFrom, relabelled } from './sticky.ts'
import { storeMade } from './store-made.ts'
import { transactionReads } from './transaction-reads.ts'
import type { Draft, Made, Write } from './write.ts'
import { recorderOf, writesRegistry } from './writer.ts'
import { versionOf } from './written.ts'

export async function transact(
  session: Session,
  body: string,
  options: TransactOptions,
): Promise<TransactionAnswer> {
  const { hearth } = session
  const claim =
    options.claim === undefined ? undefined : `once:${recorderOf(session)}:${options.claim}`
  if (claim !== undefined && (await hearth.storage.claimed(claim)) !== undefined) return repeated
  const { base, timeZone } = hearth
  const ruled = ruledTypes(session)
  const preparing = await hearth.preparer.prepare(body, { base, timeZone, now: session.now, ruled })
  try {
    return await againOnConflict(session, async (current) =>
      // of two at once, the second learns here that the first has done it
      claim !== undefined && (await hearth.storage.claimed(claim)) !== undefined
        ? repeated
        : run(current, preparing, claim),
    )
  } finally {
    preparing.drop()
  }
}

const repeated: TransactionAnswer = { repeated: true, entries: [] }

async function run(
  session: Session,
  preparing: Preparing,
  claim: string | undefined,
): Promise<TransactionAnswer> {
  const { prepared } = preparing
  const admissions = await admitAll(session, prepared.entries)
  const resolved = await resolve(session, prepared, (type) => admissions.get(type) ?? {})
  const { own, added } = await draft(session, prepared.entries, resolved)
  const settledRows = await preparing.settle({
    write: own.map((one) => one.assigned),
    references: resolved.references,
    registry: writesRegistry(session),
  })
  const drafts = own.map((one) => one.draft)
  const flowing = await flow(session, settledRows, drafts)
  const made = drafts
    .map((one, place): Made => {
      const row = flowing.rows[place] as ResourceRow
      return { ...one, ...asSent(row, settledRows.rows[place]) }
    })
    .filter((one) => one.unseen === true || !isUnchanged(one))
  for (const one of made) if (one.row.t === 'Consent') guardConsentOf(session, one)
  const extra = await makeRows(session, added)
  const byRef = new Map(made.map((one) => [one.row._id, one]))
  const reads = await transactionReads(session, prepared.entries, byRef, resolved.removed)
  const criteria = prepared.entries.flatMap(({ index, type, ifNoneExist }) =>
    ifNoneExist === undefined || !resolved.assigned.has(index) ? [] : [{ type, text: ifNoneExist }],
  )
  await storeMade(session, {
    act: 'transaction',
    made: [...made, ...extra.made],
    adopt: [...flowing.adopt, ...extra.adopt],
    removed: resolved.removed.map((row): Write => deletion(session, row)),
    met: [...resolved.found.values()],
    admission: (type) => admissions.get(type) ?? {},
    async guard(transaction) {
      if (claim !== undefined && !(await transaction.claim(claim, 'done')))
        throw OutcomeError.conflict('This transaction was done before.')
      const met = await claimCriteria(session, transaction, criteria)
      if (met !== undefined) throw OutcomeError.conflict('A criterion was met in the meantime.')
    },
  })
  return { repeated: false, entries: answers(prepared.entries, resolved, byRef, reads) }
}

function guardConsentOf(session: Session, one: Made): void {
  try {
    guardConsent(session, JSON.parse(one.row.json) as JsonResource, one.before)
  } catch (fault) {
    throw one.entry === undefined ? fault : placedBelow(fault, one.entry)
  }
}

/** Step 1 for every interaction and type of the Bundle, before any data is touched. */
async function admitAll(
  session: Session,
  entries: readonly PreparedEntry[],
): Promise<Map<string, Admission>> {
  const found = new Map<string, Admission>()
  const asked = new Set<string>()
  for (const entry of entries) {
    const interaction =
      entry.method === 'POST' && entry.ifNoneExist !== undefined
        ? 'conditional-create'
        : entry.interaction
    const key = `${interaction} ${entry.type}`
    if (asked.has(key)) continue
    asked.add(key)
    const admission = await admit(session, interaction, entry.type)
    if (entry.method !== 'GET' && entry.method !== 'HEAD') found.set(entry.type, admission)
  }
  return found
}

interface Own {
  readonly draft: Omit<Draft, 'resource'>
  readonly assigned: Assigned
}

/** The Bundle's own versions with their stamps, in its order, and what rules add to them. */
async function draft(
  session: Session,
  entries: readonly PreparedEntry[],
  resolved: Resolved,
): Promise<{ own: Own[]; added: Draft[] }> {
  const references = new Map(resolved.references)
  const own: Own[] = []
  const added: Draft[] = []
  for (const entry of [...entries].sort((a, b) => a.index - b.index)) {
    const place = resolved.assigned.get(entry.index)
    if (place === undefined) continue
    const base: Omit<Draft, 'resource'> = {
      act: place.before === undefined ? 'create' : 'update',
      ref: place.ref,
      entry: entry.index,
      ...(place.before === undefined ? {} : { before: place.before }),
      ...(place.chosen ? { chosen: true } : {}),
      ...(place.unseen === true ? { unseen: true } : {}),
    }
    let amended: { draft: Omit<Draft, 'resource'>; text?: string } = { draft: base }
    if (entry.text !== undefined) {
      const sent = rewriteReferences(parseJson(entry.text), (text) => references.get(text))
      const resource = sent as JsonResource
      const { before, unseen } = place
      const ruled = await applyRules(session, {
        act: before === undefined || unseen === true ? 'create' : 'update',
        ref: place.ref,
        after: resource,
        ...(before === undefined || unseen === true ? {} : { before }),
      }).catch((fault: unknown) => {
        throw placedBelow(fault, entry.index)
      })
      if (ruled.repeats !== undefined)
        throw OutcomeError.conflict(`Bundle.entry[${entry.index}] was done before.`)
      const [first, ...more] = await draftsOf(session, { ...base, resource }, ruled)
      if (first === undefined) continue
      if (unseen !== true) added.push(...more)
      const { resource: after, ...rest } = first
      amended = { draft: rest, text: formatJson(after) }
    }
    own.push({
      draft: amended.draft,
      assigned: {
        ...stampsOf(session, amended.draft),
        index: entry.index,
        kept: place.unseen === true ? [] : keptFrom(session, place.before),
        ...(amended.text === undefined ? {} : { text: amended.text }),
      },
    })
  }
  return { own, added }
}

/** Labels and owners that flow in from stored rows and earlier copies; mostly there are none. */
async function flow(
  session: Session,
  { rows, outside }: Settled,
  drafts: readonly Omit<Draft, 'resource'>[],
) {
  const labelled = await relabelled(session, rows, drafts)
  const taken = labelled.map((row, place) => following(row, drafts[place]?.before))
  const rises = taken.some((row, place) => row !== rows[place])
  if (outside.length === 0 && !rises) return { rows: [...rows], adopt: [] }
  return settled(taken, await storedSources(session, taken))
}

/** A write that changes nothing makes no version: but for its stamps the text is the one that stands. */
function isUnchanged({ before, row }: Made): boolean {
  if (before === undefined || before.json.length !== row.json.length) return false
  const stamps = ({ vid, lu }: ResourceRow) =>
    `"versionId":"${vid}","lastUpdated":"${new Date(millisOf(lu)).toISOString()}"`
  return row.json.replace(stamps(row), stamps(before)) === before.json
}

function answers(
  entries: readonly PreparedEntry[],
  resolved: Resolved,
  made: ReadonlyMap<string, Made>,
  reads: ReadonlyMap<number, Version>,
): TransactionEntry[] {
  return [...entries]
    .sort((a, b) => a.index - b.index)
    .map((entry) => answer(entry, resolved, made, reads.get(entry.index)))
}

function answer(
  entry: PreparedEntry,
  resolved: Resolved,
  made: ReadonlyMap<string, Made>,
  found: Version | undefined,
): TransactionEntry {
  if (entry.method === 'DELETE') return { status: 204 }
  if (found !== undefined) {
    const { json, vid, lastUpdated } = found
    return { status: 200, etag: `W/"${vid}"`, lastModified: lastUpdated, json }
  }
  const index = resolved.same.get(entry.index) ?? entry.index
  const place = resolved.assigned.get(index)
  const one = place === undefined ? undefined : made.get(place.ref)
  const row = one?.row ?? resolved.found.get(index) ?? place?.before
  if (row === undefined) return { status: 200 }
  const { vid, lastUpdated } = versionOf(row)
  return {
    status: (one?.act === 'create' || one?.unseen === true) && index === entry.index ? 201 : 200,
    location: `${row._id}/_history/${vid}`,
    etag: `W/"${vid}"`,
    lastModified: lastUpdated,
  }
}
