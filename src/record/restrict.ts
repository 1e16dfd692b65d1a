/**
 * Step 4: the law as one filter, before sort, count and limit (consent.md 8.1). Every query of the server is this
 * filter and its own.
 */
import { compartmentParameters, patientParameters } from '#fhir/compartment.ts'
import { joined } from '#fhir/search/entry.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import type { Action } from '#policy/decision.ts'
import { ownPartParameters } from '#policy/own-part.ts'
import { restrictAcross } from '#policy/restrict-across.ts'
import { stubParameters } from '#policy/stub.ts'
import { definitionTypes, directoryTypes, registryTypes } from '#policy/type-groups.ts'
import { combine, oneOf } from '#storage/search/combine.ts'
import { conditionFilter } from '#storage/search/condition.ts'
import type { Filter } from '#storage/storage.ts'
import { type Admission, granularFilter } from './admission.ts'
import { reachEpoch } from './consents.ts'
import type { Session } from './hearth.ts'
import { contextFor, lawOf } from './judge.ts'
import { onceIn } from './memory.ts'
import { registryToken, sharedToken } from './row.ts'

export interface Restriction {
  /** absent: nothing can match, no query is needed */
  readonly filter?: Filter
  /** patients that the request itself names */
  readonly named: readonly string[]
}

export function restriction(
  session: Session,
  request: SearchRequest,
  admission: Admission,
  action: Action = 'access',
): Promise<Restriction> {
  const named = namedPatients(request, admission)
  // A criterion asked a hundred times in one transaction is restricted once.
  const question = [
    'restriction',
    request.type,
    action,
    asksForPart(request),
    JSON.stringify(admission),
    ...named,
    '/',
    ...namedPatients(request, {}),
  ].join(' ')
  return onceIn(session, question, () => restricted(session, request, admission, action, named))
}

async function restricted(
  session: Session,
  request: SearchRequest,
  admission: Admission,
  action: Action,
  named: readonly string[],
): Promise<Restriction> {
  const { type } = request
  // A compartment reaches what is nobody's too (R1); what the query itself names does not.
  const asked = namedPatients(request, {})
  const candidates = named.length > 0 ? named : await candidatePatients(session)
  const together = await sharedRows(session, type, candidates)
  const law = await lawOf(session, [...new Set([...candidates, ...together.flat()])])
  const condition = conditionFilter(
    restrictAcross(contextFor(session, action, admission), law, {
      type,
      stub: asksForPart(request),
      together,
      complete: named.length > 0,
    }),
  )
  if (condition === undefined) return { named }
  const granular = granularFilter(admission, type)
  const reach = asked.length > 0 ? oneOf('cmp', asked) : reachable(session, type, candidates)
  return {
    named,
    filter: combine([
      { t: type },
      ...(reach === undefined ? [] : [reach]),
      condition,
      ...(granular === undefined ? [] : [granular]),
    ]),
  }
}

/**
 * Implied by the law, so it takes nothing away: what a caller may reach at all, as equalities that an index serves.
 * Absent for types that everyone may read.
 */
function reachable(
  session: Session,
  type: string,
  candidates: readonly string[],
): Filter | undefined {
  if (definitionTypes.includes(type)) return undefined
  const { closure, principal } = session
  const recorders = [principal.who, closure.organization].flatMap((one) => one ?? [])
  const tokens = [
    ...recorders.map((one) => joined('_rec', one)),
    ...[...closure.actors].map((one) => joined('_aud', one)),
    ...(registryKinds.has(type) ? [registryToken] : []),
  ]
  const mine = oneOf('tok', tokens)
  return candidates.length === 0 ? mine : { $or: [oneOf('cmp', candidates), mine] }
}

const partParameters: Readonly<Record<string, readonly string[]>> = {
  Consent: ownPartParameters,
  Patient: stubParameters,
}

const registryKinds = new Set([...directoryTypes, ...registryTypes])

/** Patients whom the caller may reach by a Consent, a posture or a naming deny: a superset (consent.md 8.5). */
export function candidatePatients(session: Session): Promise<string[]> {
  return onceIn(session, 'candidates', async () => {
    const { principal, closure, hearth } = session
    session.rests.set(reachEpoch, await hearth.storage.epoch(reachEpoch))
    const rows = await hearth.storage.reach([...closure.actors, '*'])
    const found = new Set(rows.map((row) => row.patient))
    if ('patient' in principal) found.add(principal.patient)
    return [...found]
  })
}

/** Patients to whom a scope or a clause on a compartment parameter already limits the search. */
function namedPatients(request: SearchRequest, admission: Admission): string[] {
  if (admission.compartment !== undefined && isOfPatients(request.type))
    return [admission.compartment]
  for (const clause of request.clauses) {
    if (clause.kind === 'compartment' && clause.owner.startsWith('Patient/')) return [clause.owner]
    if (clause.kind === 'id' && request.type === 'Patient')
      return clause.ids.map((id) => `Patient/${id}`)
    // Another Patient that this one links to is not its owner (fhir.md 2.12).
    if (clause.kind !== 'reference' || request.type === 'Patient') continue
    if (!patientParameters(request.type).has(clause.param)) continue
    const owners = clause.values.map(({ entries }) =>
      entries.every(meansPatient) ? entries.find(isPatient) : undefined,
    )
    if (owners.length > 0 && owners.every((owner) => owner !== undefined)) return owners
  }
  return []
}

/** A bare id beside it is the same patient, where nobody else can be meant. */
function meansPatient(entry: string): boolean {
  return isPatient(entry) || !/[/:]/.test(entry)
}

function isPatient(entry: string): boolean {
  return entry.startsWith('Patient/')
}

function isOfPatients(type: string): boolean {
  return type === 'Patient' || compartmentParameters('Patient', type) !== undefined
}

/** The patients of items that belong to several (R21): found by one equality, and mostly there are none. */
async function sharedRows(
  session: Session,
  type: string,
  patients: readonly string[],
): Promise<(readonly string[])[]> {
  if (patients.length === 0) return []
  const rows = await session.hearth.storage.find(
    combine([
      { t: type },
      oneOf(
        'tok',
        patients.map((patient) => joined(sharedToken, patient)),
      ),
    ]),
    { fields: ['cmp'] },
  )
  return [...new Map(rows.map((row) => [[...row.cmp].sort().join(' '), row.cmp])).values()]
}

/** What is seen in part alone is found by what that part shows; what is masked counts as missing (L25). */
function asksForPart(request: SearchRequest): boolean {
  const shown = partParameters[request.type]
  if (shown === undefined) return true
  const asked = request.clauses.map((clause) => ('param' in clause ? clause.param : '_id'))
  const sorted = request.sort.map((key) => key.param)
  return [...asked, ...sorted].every((name) => shown.includes(name))
}
