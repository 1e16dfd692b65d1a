/**
 * Step 1, before any data is touched: do role and scopes let this interaction with this type through (R1),
 * and what do granular scopes ask of each row?
 */
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
import type { Filter, ResourceRow } from '#storage/storage.ts'
import { refusedByCeiling } from './answer.ts'
import type { Session } from './hearth.ts'
import { witness } from './witness.ts'

export interface Admission {
  /** only `patient/` scopes answered: her compartment, and what is nobody's */
  readonly compartment?: string
  /** what granular scopes ask of a row; absent: nothing */
  readonly granular?: readonly (readonly SearchClause[])[]
}

/** Throws `forbidden`, witnessed, naming the scope that would be needed. */
export async function admit(
  session: Session,
  interaction: ScopedInteraction,
  type: string,
): Promise<Admission> {
  const { principal } = session
  const plain = interactionOf(interaction)
  const scopes = roleAdmits(principal, plain, type)
    ? scopePermits(askerOf(session), interaction, type)
    : []
  if (scopes.length > 0) return admission(session, scopes, type)
  await witness(session, {
    act: plain,
    outcome: 'deny',
    rule: 'R1',
    patients: [],
    type,
    items: [],
  })
  throw refusedByCeiling(scopeNeeded(interaction, type, levelOf(session)))
}

function admission(session: Session, scopes: readonly Scope[], type: string): Admission {
  const compartment =
    staysWithPatient(scopes) && 'patient' in session.principal
      ? session.principal.patient
      : undefined
  const free = scopes.some((scope) => scope.parameters.length === 0)
  return {
    ...(compartment === undefined ? {} : { compartment }),
    ...(free ? {} : { granular: scopes.map((scope) => clausesOf(session, scope, type)) }),
  }
}

function clausesOf(session: Session, scope: Scope, type: string): readonly SearchClause[] {
  const { timeZone, base } = session.hearth
  return parseSearch(type, scope.parameters, { timeZone, base, now: session.now }).clauses
}

/** The rows that granular scopes let through, as a filter. */
export function granularFilter(admission: Admission, type: string): Filter | undefined {
  if (admission.granular === undefined) return undefined
  const choices = admission.granular.map((clauses) =>
    combine(clauses.map((clause) => filterOf(clause, type))),
  )
  return choices.length === 1 ? choices[0] : { $or: choices }
}

export function granularHolds(admission: Admission, row: ResourceRow): boolean {
  if (admission.granular === undefined) return true
  const entries = { ...row, id: row._id.slice(row.t.length + 1), lu: row.lu }
  return admission.granular.some((clauses) => clauses.every((clause) => matches(clause, entries)))
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
