/** `decidePatient` as a clause that holds for exactly the items of hers that it permits (consent.md 8.3). */
import { all, and, type Clause, none, nor, oneOf, or } from '../clause.ts'
import type { Context } from '../context.ts'
import type { Directives } from '../directives.ts'
import { normal, restricted } from '../label/label.ts'
import { ownTypes } from '../type-groups.ts'
import { applicable } from './applicable.ts'
import { type JudgementClauses, judgeClause } from './judge-clause.ts'
import { upTo } from './match-clause.ts'
import { isCare } from './purpose.ts'
import {
  audienceMay,
  emergencyCeiling,
  holdsBind,
  isAuthority,
  isOwner,
  isSuspended,
  keepsEveryType,
  keepsOwn,
  looks,
  mayDrop,
  personBehindActors,
  postureOpens,
} from './standing.ts'

export interface PatientClauseOptions {
  /** false leaves out Patients and Consents of which a part alone is open: for criteria on what it does not hold (L25) */
  readonly stubs: boolean
}

export function patientClause(
  context: Context,
  directives: Directives,
  options: PatientClauseOptions = { stubs: true },
): Clause {
  const said = judgeClause(applicable(directives, context.nowTick), context)
  const released: Clause = holdsBind(context, directives)
    ? nor({ is: 'gt', column: 'hold', value: context.nowTick })
    : all
  const permitted = isOwner(context, directives.patient)
    ? and(nor(said.deniesDevice), correctable(context, directives))
    : or(
        authorityClause(context, directives, said),
        emergencyClause(context, directives, said),
        recorderClause(context, said),
        whole(audienceClause(context), options),
        and(nor(said.denies), consentClause(context, directives, said, options)),
      )
  return and(released, permitted)
}

/** R16d */
function correctable(context: Context, directives: Directives): Clause {
  if (context.action !== 'correct') return all
  return or(oneOf('_id', [directives.patient]), oneOf('rec', [directives.patient]))
}

/** R17 */
function authorityClause(context: Context, directives: Directives, said: JudgementClauses): Clause {
  return isAuthority(context, directives)
    ? and(upTo(restricted), correctable(context, directives), nor(said.deniesPersonOrDevice))
    : none
}

/** R20 */
function emergencyClause(context: Context, directives: Directives, said: JudgementClauses): Clause {
  const ceiling = emergencyCeiling(context, directives)
  return ceiling === undefined
    ? none
    : and(upTo(ceiling), nor(oneOf('t', ownTypes)), nor(said.hard))
}

/** R19e */
function recorderClause(context: Context, said: JudgementClauses): Clause {
  const { organization } = context
  if (organization === undefined) return none
  return and(
    oneOf('rec', [organization]),
    typesKept(context),
    upTo(restricted),
    nor(said.deniesAnyOfThem),
  )
}

/** What a provider keeps is of every type; staff keep what their role admits. */
function typesKept(context: Context): Clause {
  if (!keepsOwn(context)) return none
  return keepsEveryType(context) ? all : oneOf('t', [...context.staffTypes])
}

/** R19f */
export function audienceClause(context: Context): Clause {
  return and(audienceTypes(context), upTo(restricted), oneOf('aud', [...context.grantees]))
}

function audienceTypes(context: Context): Clause {
  if (!audienceMay(context, 'Task')) return none
  return context.action === 'correct' ? oneOf('t', ['Task']) : nor(oneOf('t', ['Patient']))
}

/** R18b, R13b, R18c, R19d, R19: what no deny stands against. */
function consentClause(
  context: Context,
  directives: Directives,
  said: JudgementClauses,
  options: PatientClauseOptions,
): Clause {
  const suspended = isSuspended(directives)
  const granted = suspended ? none : said.permits
  const ownPart = and(oneOf('t', ['Consent']), or(audienceClause(context), granted))
  const stub = stubClause(context, said.trusted && !suspended)
  const implicit = or(dropClause(context, directives), postureClause(context, directives))
  return or(
    whole(granted, options),
    options.stubs ? stub : none,
    // R18c: what is explicit for this asker replaces the implicit
    and(
      implicit,
      nor(and(said.explicit, nor(said.permits))),
      options.stubs ? all : nor(stub, ownPart),
    ),
  )
}

/** L47: of a Consent that speaks of somebody they read the own part alone. */
function whole(clause: Clause, options: PatientClauseOptions): Clause {
  return options.stubs ? clause : and(clause, nor(oneOf('t', ['Consent'])))
}

/** R13b */
function stubClause(context: Context, trusted: boolean): Clause {
  if (!looks(context)) return none
  const known = isCare(context.purpose) ? personBehindActors(context) : []
  return and(
    oneOf('t', ['Patient']),
    upTo(restricted),
    trusted ? all : or(oneOf('aud', known), oneOf('rec', known)),
  )
}

/** R19d */
function dropClause(context: Context, directives: Directives): Clause {
  if (mayDrop(context, directives, 'Observation'))
    return mayDrop(context, directives, 'Patient') ? all : nor(oneOf('t', ['Patient']))
  return mayDrop(context, directives, 'Patient') ? oneOf('t', ['Patient']) : none
}

/** R19 */
function postureClause(context: Context, directives: Directives): Clause {
  return postureOpens(context, directives) ? and(upTo(normal), nor(oneOf('t', ownTypes))) : none
}
