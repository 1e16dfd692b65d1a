/**
 * Step 1, before any data is touched: do role and scopes let this interaction with this type through (R1),
 * and what do granular scopes ask of each row?
 */
import { parseJson } from '#fhir/json.ts'
import { extract } from '#fhir/search/extract.ts'
import { matches } from '#fhir/search/matches.ts'
import { parseSearch } from '#fhir/search/parse.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import { roleAdmits } from '#policy/role.ts'
import { scopeNeeded } from '#policy/scope/needed.ts'
import type { ScopedInteraction } from '#policy/scope/permission-letters.ts'
import { scopePermits, staysWithPatient } from '#policy/scope/permits.ts'
import type { Scope } from '#policy/scope/scope.ts'
import { combine } from '#storage/search/combine.ts'
import { filterOf } from '#storage/search/filter-of.ts'
import type { Filter, ResourceRow, VersionRow } from '#storage/storage.ts'
import { refusedByCeiling } from './answer.ts'
import type { Session } from './hearth.ts'
import { witness } from './witness.ts'

export interface Admission {
  /** only `patient/` scopes answered: her compartment, and what is nobody's */
  readonly compartment?: string
  /** what the scopes ask of a row, one of which must hold; absent: nothing */
  readonly granular?: readonly Choice[]
}

/** What one scope lets through: rows that meet all its clauses, of this patient or of nobody if it names one. */
interface Choice {
  readonly clauses: readonly SearchClause[]
  readonly compartment?: string
}

/** Throws `forbidden`, witnessed, naming the scope that would be needed. */
export async function admit(
  session: Session,
  interaction: ScopedInteraction,
  type: string,
): Promise<Admission> {
  const found = admissionTo(session, interaction, type)
  if (found !== undefined) return found
  await witness(session, {
    act: interactionOf(interaction),
    outcome: 'deny',
    rule: 'R1',
    patients: [],
    type,
    items: [],
  })
  throw refusedByCeiling(scopeNeeded(interaction, type, levelOf(session)))
}

/** Undefined: role or scopes do not let it through. */
export function admissionTo(
  session: Session,
  interaction: ScopedInteraction,
  type: string,
): Admission | undefined {
  if (!roleAdmits(session.principal, interactionOf(interaction), type)) return undefined
  const scopes = scopePermits(askerOf(session), interaction, type)
  return scopes.length === 0 ? undefined : admission(session, scopes, type)
}

function admission(session: Session, scopes: readonly Scope[], type: string): Admission {
  const patient = 'patient' in session.principal ? session.principal.patient : undefined
  const compartment = staysWithPatient(scopes) ? patient : undefined
  const choices = scopes.map((scope): Choice => {
    const clauses = clausesOf(session, scope, type)
    const stays = compartment === undefined && patient !== undefined && scope.level === 'patient'
    return stays ? { clauses, compartment: patient } : { clauses }
  })
  const free = choices.some((one) => one.clauses.length === 0 && one.compartment === undefined)
  return {
    ...(compartment === undefined ? {} : { compartment }),
    ...(free ? {} : { granular: choices }),
  }
}

function clausesOf(session: Session, scope: Scope, type: string): readonly SearchClause[] {
  const { timeZone, base } = session.hearth
  return parseSearch(type, scope.parameters, { timeZone, base, now: session.now }).clauses
}

/** The rows that granular scopes let through, as a filter. */
export function granularFilter(admission: Admission, type: string): Filter | undefined {
  if (admission.granular === undefined) return undefined
  const choices = admission.granular.map(({ clauses, compartment }) =>
    combine([
      ...(compartment === undefined ? [] : [{ $or: [{ cpn: 0 }, { cmp: compartment }] }]),
      ...clauses.map((clause) => filterOf(clause, type)),
    ]),
  )
  return choices.length === 1 ? choices[0] : { $or: choices }
}

export function granularHolds(admission: Admission, row: Omit<ResourceRow, 'json'>): boolean {
  if (admission.granular === undefined) return true
  const entries = { ...row, id: row._id.slice(row.t.length + 1), lu: row.lu }
  return admission.granular.some(
    ({ clauses, compartment }) =>
      (compartment === undefined || row.cpn === 0 || row.cmp.includes(compartment)) &&
      clauses.every((clause) => matches(clause, entries)),
  )
}

/** The same for a version, by the text it had; a deletion is asked for by the text that it ended. */
export function granularHoldsFor(
  session: Session,
  admission: Admission,
  row: VersionRow,
  text: string | undefined,
): boolean {
  if (admission.granular === undefined) return true
  if (text === undefined) return false
  const { timeZone, base } = session.hearth
  const entries = extract(parseJson(text) as object, row.t, { timeZone, base })
  return granularHolds(admission, { ...row, ...entries, _id: row.of, sk: row.of })
}

function askerOf(session: Session) {
  const { principal } = session
  return {
    scopes: principal.scopes,
    ...('patient' in principal ? { patient: principal.patient } : {}),
  }
}

function levelOf(session: Session): 'patient' | 'user' | 'system' {
  if (session.principal.kind === 'client') return 'system'
  return 'patient' in session.principal ? 'patient' : 'user'
}

function interactionOf(interaction: ScopedInteraction) {
  switch (interaction) {
    case 'conditional-create':
      return 'create'
    case 'conditional-update':
      return 'update'
    case 'conditional-delete':
      return 'delete'
    case 'include':
      return 'search-type'
    default:
      return interaction
  }
}
