/**
 * One parsed resource becomes the row that is stored: text with the server's id and meta, search entries,
 * consent columns. Pure, so that large bundles are made into rows off the main thread.
 */
import type { Coding } from '@medplum/fhirtypes'
import { patientsOf } from '#fhir/compartment.ts'
import { formatJson } from '#fhir/json.ts'
import { idOf, typeOf } from '#fhir/reference.ts'
import { joined } from '#fhir/search/entry.ts'
import { extract } from '#fhir/search/extract.ts'
import { tickOf } from '#fhir/tick.ts'
import { compile, isVerified } from '#policy/consent/compile.ts'
import { recipientsOf } from '#policy/consent/recipients.ts'
import { columnsOf } from '#policy/item-columns.ts'
import { labelOf } from '#policy/label/label.ts'
import type { ResourceRow } from '#storage/storage.ts'

/** Days: the release date is kept as it is; what her setting allows is capped where the row is stored (R16b). */
const anyHold = 36_500

/** Tokens under which rows of several patients are found (R21). */
export const sharedToken = '_co'
/** The token of registry rows (R7). */
export const registryToken = '_reg'

export interface JsonResource {
  readonly resourceType: string
  readonly [member: string]: unknown
}

export interface RowGiven {
  readonly ref: string
  readonly n: number
  readonly vid: string
  readonly lu: string
  /** milliseconds of `lu` */
  readonly millis: number
  readonly recorders: readonly string[]
  readonly audience: readonly string[]
  readonly registry: boolean
  readonly base: string
  readonly timeZone: string
  /** labels that stay on from an earlier version or an earlier copy (R3e, R3g) */
  readonly kept?: readonly Coding[]
}

export function rowOf(resource: JsonResource, given: RowGiven): ResourceRow {
  const type = typeOf(given.ref)
  const text = stamped(resource, given)
  const entries = extract(text, type, { base: given.base, timeZone: given.timeZone })
  const patients = patientsOf(type, idOf(given.ref), entries.ref)
  const audience = [...new Set([...given.audience, ...grantees(text, type, given)])]
  const columns = columnsOf(text, type, {
    patients,
    recorders: given.recorders,
    audience,
    lastUpdated: tickOf(given.millis),
    timeZone: given.timeZone,
    base: given.base,
    registry: given.registry,
    label: labelOf(text, type),
    longestHold: anyHold,
  })
  const [only] = patients
  return {
    ...columns,
    ...entries,
    tok: [
      ...entries.tok,
      ...given.recorders.map((recorder) => joined('_rec', recorder)),
      ...audience.map((one) => joined('_aud', one)),
      ...(given.registry ? [registryToken] : []),
      ...(patients.length > 1 ? patients.map((patient) => joined(sharedToken, patient)) : []),
    ],
    _id: given.ref,
    t: type,
    n: given.n,
    vid: given.vid,
    lu: given.lu,
    json: formatJson(text),
    sk: patients.length === 1 && only !== undefined ? only : given.ref,
  }
}

/** R19f: those whom a Consent opens something to read their part of it, as long as it is in force. */
function grantees(text: JsonResource, type: string, given: RowGiven): readonly string[] {
  if (type !== 'Consent') return []
  const byPatientSide = given.recorders.every((recorder) => recorder.startsWith('Patient/'))
  const verified = isVerified(text)
  return recipientsOf(compile(text, { byPatientSide, verified, timeZone: given.timeZone }))
}

/** The client's members in the client's order; `id` and `meta` are set where they stand, or right at the start. */
function stamped(resource: JsonResource, given: RowGiven): JsonResource {
  const meta = metaOf(resource.meta, given)
  const id = idOf(given.ref)
  const members: { [name: string]: unknown } = {}
  for (const [name, value] of Object.entries(resource)) {
    if (name === 'id') members.id = id
    else if (name === 'meta') members.meta = meta
    else members[name] = value
    if (name === 'resourceType') {
      if (resource.id === undefined) members.id = id
      if (resource.meta === undefined) members.meta = meta
    }
  }
  return members as JsonResource
}

function metaOf(sent: unknown, given: RowGiven): object {
  const before = (typeof sent === 'object' && sent !== null ? sent : {}) as {
    security?: readonly Coding[]
  }
  const held = before.security ?? []
  const isSame = (one: Coding, other: Coding) =>
    one.system === other.system && one.code === other.code
  const kept = (given.kept ?? []).filter(
    (label, at, all) =>
      !held.some((one) => isSame(one, label)) && all.findIndex((one) => isSame(one, label)) === at,
  )
  return {
    ...before,
    ...(kept.length === 0 ? {} : { security: [...held, ...kept] }),
    versionId: given.vid,
    lastUpdated: new Date(given.millis).toISOString(),
  }
}
