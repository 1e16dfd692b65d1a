/**
 * update: https://hl7.org/fhir/R4/http.html#update. Visibility first, then the right to change, then If-Match;
 * update-as-create only under the client's own id prefix.
 */
import { formatJson } from '#fhir/json.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { idOf, isId, typeOf } from '#fhir/reference.ts'
import { decide } from '#policy/consent/decide.ts'
import { askingFor } from '#policy/context.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { type Admission, admit, granularHolds } from './admission.ts'
import { notYoursToChange } from './answer.ts'
import { createAs } from './create.ts'
import { guardConsent } from './guard.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import { keepAsNext } from './keep.ts'
import { draftsOf, makeRows } from './made.ts'
import { receive } from './receive.ts'
import type { UpdateOptions, Written } from './record.ts'
import type { JsonResource } from './row.ts'
import { applyRules, conflictText } from './rules.ts'
import { storeMade } from './store-made.ts'
import { witness } from './witness.ts'
import { versionOf } from './written.ts'

export async function update(
  session: Session,
  type: string,
  id: string,
  body: string,
  options: UpdateOptions,
): Promise<Written> {
  const admission = await admit(session, 'update', type)
  const ref = `${type}/${id}`
  const before = await changeable(session, ref, admission, 'update')
  if (before === 'absent') return createUnderPrefix(session, ref, body, admission, options)
  checkMatch(session, before, options.ifMatch)
  const resource = receiveFor(body, type, id)
  if (sameContent(before, resource)) {
    await witness(session, {
      act: 'update',
      outcome: 'permit',
      rule: 'unchanged',
      patients: before.cmp,
      type,
      items: [ref],
    })
    return { status: 200, version: versionOf(before) }
  }
  guardConsent(session, resource, before)
  const ruled = await applyRules(session, { act: 'update', ref, before, after: resource })
  const drafts = await draftsOf(session, { act: 'update', ref, resource, before }, ruled)
  const { made, adopt } = await makeRows(session, drafts)
  await storeMade(session, { act: 'update', made, adopt, admission: () => admission })
  const [own] = made
  return { status: 200, ...(own === undefined ? {} : { version: versionOf(own.row) }) }
}

/** The row if the caller may change it; `absent` for absent and hidden alike; 403 if it is visible and not theirs. */
export async function changeable(
  session: Session,
  ref: string,
  admission: Admission,
  act: 'update' | 'delete',
): Promise<ResourceRow | 'absent'> {
  const row = await session.hearth.storage.read(ref)
  if (row === undefined) {
    if (act === 'update') await refusedUnlessChosen(session, ref)
    return 'absent'
  }
  const law = await lawOf(session, row.cmp)
  const context = contextFor(session, 'access', admission)
  const item = itemOf(row)
  const seen = granularHolds(admission, row) ? decide(context, item, law) : undefined
  const changed =
    seen?.decision === 'permit' ? decide(askingFor(context, 'correct'), item, law) : seen
  if (
    changed?.decision === 'permit' &&
    seen?.decision === 'permit' &&
    seen.obligations.length === 0
  )
    return row
  const refusal = { rule: changed?.rule ?? 'R1', patients: row.cmp, items: [ref] }
  if (seen?.decision === 'permit') {
    await witness(session, { act, outcome: 'deny', type: row.t, ...refusal })
    throw notYoursToChange()
  }
  if (act === 'update') await refusedUnlessChosen(session, ref, refusal)
  return 'absent'
}

interface Refusal {
  readonly rule: string
  readonly patients: readonly string[]
  readonly items: readonly string[]
}

/** Under its own prefix a client that meets nothing, or nothing that it sees, goes on to create. */
async function refusedUnlessChosen(
  session: Session,
  ref: string,
  refusal: Refusal = { rule: 'absent', patients: [], items: [] },
): Promise<void> {
  if (isChosen(session, ref)) return
  await witness(session, { act: 'update', outcome: 'deny', type: typeOf(ref), ...refusal })
}

/** An id under the client's own prefix. */
export function isChosen(session: Session, ref: string): boolean {
  const id = idOf(ref)
  const prefix = mayChooseUnder(session)
  return prefix !== undefined && id.startsWith(prefix) && isId(id)
}

/** Visible already: 412 may tell, and a rule may say who was faster. */
export function checkMatch(
  session: Session,
  row: ResourceRow,
  ifMatch: readonly string[] | undefined,
): void {
  if (ifMatch === undefined || ifMatch.includes('*') || ifMatch.includes(row.vid)) return
  throw OutcomeError.precondition(
    conflictText(session, row) ?? 'The resource has another version by now: read it again.',
  )
}

function receiveFor(body: string, type: string, id: string): JsonResource {
  const resource = receive(body, type)
  if (resource.id !== id)
    throw OutcomeError.invalid('The body must carry the id of the URL.', `${type}.id`)
  return resource
}

/** 404 for an id outside the prefix, hidden or absent; under it, nothing else can be met (smart.md 5). */
async function createUnderPrefix(
  session: Session,
  ref: string,
  body: string,
  admission: Admission,
  options: UpdateOptions,
): Promise<Written> {
  const id = idOf(ref)
  const type = ref.slice(0, ref.length - id.length - 1)
  if (!isChosen(session, ref)) throw OutcomeError.notFound()
  if (options.ifMatch !== undefined)
    throw OutcomeError.precondition('The resource has another version by now: read it again.')
  const resource = receiveFor(body, type, id)
  const hidden = await session.hearth.storage.read(ref)
  if (hidden !== undefined)
    return keepAsNext(session, { act: 'update', hidden, resource, admission })
  return createAs(session, { ref, resource, admission, chosen: true })
}

function mayChooseUnder(session: Session): string | undefined {
  if (session.principal.kind === 'administrator') return ''
  return session.principal.client?.idPrefix
}

/** A write that changes nothing makes no version. */
function sameContent(before: ResourceRow, resource: JsonResource): boolean {
  return before.json === formatJson(withMetaOf(before, resource))
}

function withMetaOf(before: ResourceRow, resource: JsonResource): object {
  const { meta } = JSON.parse(before.json) as { meta: { versionId: string; lastUpdated: string } }
  const sent = (resource.meta ?? {}) as object
  const { versionId, lastUpdated } = meta
  const members: { [name: string]: unknown } = {}
  for (const [name, value] of Object.entries(resource))
    members[name] = name === 'meta' ? { ...sent, versionId, lastUpdated } : value
  return members
}
