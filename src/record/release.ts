/**
 * Step 5: what of a permitted version leaves. No obligation and nothing to mask: the stored text, unparsed.
 * A redacted view is tagged REDACTED and has a version tag of its own, so that it is never the base of an update.
 */
import { formatJson, parseJson } from '#fhir/json.ts'
import { idOf, parsePointer } from '#fhir/reference.ts'
import { millisOf } from '#fhir/tick.ts'
import type { Decision } from '#policy/decision.ts'
import { mayHide } from '#policy/directives.ts'
import { rankOf } from '#policy/item.ts'
import { maskReferences } from '#policy/label/redact.ts'
import { ownPart } from '#policy/own-part.ts'
import { stubOf } from '#policy/stub.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { itemColumns, itemOf } from './item.ts'
import { judge, lawOf } from './judge.ts'
import type { Version } from './record.ts'

type Permit = Decision & { readonly decision: 'permit' }

/** What may be released of one version: live or older. */
export interface Releasable {
  readonly type: string
  readonly ref: string
  readonly vid: string
  readonly lu: string
  readonly json: string
  readonly cmp: readonly string[]
  readonly out: readonly string[]
}

export function releasable(row: ResourceRow): Releasable {
  return {
    type: row.t,
    ref: row._id,
    vid: row.vid,
    lu: row.lu,
    json: row.json,
    cmp: row.cmp,
    out: row.out,
  }
}

/** What the patients of these rows say of how they are shown. */
export interface Masks {
  /** by row: the items it refers to that a label or a deny hides from this caller (L48) */
  readonly hidden: ReadonlyMap<string, ReadonlySet<string>>
  /** by patient: elements that she adds to her stub (R13b) */
  readonly adds: ReadonlyMap<string, readonly string[]>
}

const nothing: Masks = { hidden: new Map(), adds: new Map() }

/** One look per page over the outgoing references, and none where nothing of hers can be hidden (L48). */
export async function hiddenReferences(
  session: Session,
  rows: readonly Releasable[],
): Promise<Masks> {
  if (session.principal.kind === 'patient') return nothing
  const law = await lawOf(session, [...new Set(rows.flatMap((row) => row.cmp))])
  const adds = new Map([...law].map(([patient, { stubElements }]) => [patient, stubElements]))
  const wary = rows.filter((row) =>
    row.cmp.some((patient) => {
      const directives = law.get(patient)
      return directives !== undefined && mayHide(directives)
    }),
  )
  const targets = new Set(
    wary.flatMap((row) => row.out).filter((ref) => !ref.startsWith('Patient/')),
  )
  if (targets.size === 0) return { ...nothing, adds }
  const hidden = await hiddenAmong(session, [...targets])
  const masked = wary.map((row) => [row.ref, hiddenIn(row, hidden)] as const)
  return { adds, hidden: new Map(masked.filter(([, refs]) => refs.size > 0)) }
}

function hiddenIn(row: Releasable, hidden: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(row.out.filter((ref) => hidden.has(ref)))
}

/** Those of these items that a label or a deny hides; what is merely outside a grant is not among them. */
export async function hiddenAmong(
  session: Session,
  refs: readonly string[],
): Promise<ReadonlySet<string>> {
  const hidden = new Set<string>()
  const found = await session.hearth.storage.find(
    { _id: { $in: [...refs] } },
    { fields: itemColumns },
  )
  for (const row of found) {
    const decision = await judge(session, itemOf(row), 'access')
    if (decision.decision === 'deny' && (decision.rule === 'R18a' || row.con > rankOf('N')))
      hidden.add(row._id)
  }
  return hidden
}

export function release(
  session: Session,
  row: Releasable,
  decision: Permit,
  masks: Masks,
): Version {
  const { obligations } = decision
  const hidden = masks.hidden.get(row.ref)
  if (obligations.length === 0 && hidden === undefined) return version(row, row.json, row.vid)
  let resource = parseJson(row.json) as object
  if (obligations.includes('stub')) resource = stubOf(resource, masks.adds.get(row.ref))
  if (obligations.includes('own-part')) resource = ownPart(resource, session.closure.actors)
  if (obligations.includes('mask-others') || hidden !== undefined) {
    const own = 'patient' in session.principal ? session.principal.patient : ''
    const hides = (text: string): boolean => {
      const ref = localOf(text, session.hearth.base)
      const isOther = ref.startsWith('Patient/') && ref !== own
      return hidden?.has(ref) === true || (isOther && obligations.includes('mask-others'))
    }
    resource = redacted(maskReferences(resource, hides))
  }
  return version(row, formatJson(resource), `${row.vid}.r`)
}

/** However it is written: with our own base, or of a version. */
function localOf(text: string, base: string): string {
  const pointer = parsePointer(text, base)
  return pointer.kind === 'local' ? `${pointer.type}/${pointer.id}` : text
}

const observationValue = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue'

/** Without its narrative, which says in words what the references no longer say (L50). */
function redacted(masked: object): object {
  const { text: _narrative, ...resource } = masked as { text?: unknown; meta?: unknown }
  const { meta } = resource as { meta?: { security?: { system?: string; code?: string }[] } }
  const security = meta?.security ?? []
  if (security.some((label) => label.code === 'REDACTED')) return resource
  return {
    ...resource,
    meta: { ...meta, security: [...security, { system: observationValue, code: 'REDACTED' }] },
  }
}

function version(row: Releasable, json: string, vid: string): Version {
  return {
    type: row.type,
    id: idOf(row.ref),
    vid,
    lastUpdated: new Date(millisOf(row.lu)).toISOString(),
    json,
  }
}
