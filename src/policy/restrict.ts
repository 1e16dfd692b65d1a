/** The law as one clause for the items of one patient; a Group is asked for across patients (R21). */
import { all, and, type Clause, none, nor, oneOf, or } from './clause.ts'
import { isOwner, looks } from './consent/standing.ts'
import type { Context } from './context.ts'
import type { Directives } from './directives.ts'
import { grantClause } from './grant-clause.ts'
import { PatientClauses } from './patient-clauses.ts'
import type { AcrossOptions } from './restrict-across.ts'
import { settleType } from './settle-type.ts'

/** @param law the directives of the patient and of whoever shares an item with her */
export function restrict(
  context: Context,
  patient: string,
  law: ReadonlyMap<string, Directives>,
  options: AcrossOptions = {},
): Clause {
  const hers = and(oneOf('cmp', [patient]), nor(oneOf('t', ['Group'])))
  const clause = and(hers, grantClause(context), withinGrant(context, patient, law, options))
  return options.type === undefined ? clause : settleType(clause, options.type)
}

function withinGrant(
  context: Context,
  patient: string,
  law: ReadonlyMap<string, Directives>,
  options: AcrossOptions,
): Clause {
  if (context.kind === 'system') return all
  if (context.kind === 'administrator') return none
  const clauses = new PatientClauses(context, law, options)
  const own = clauses.of(patient)
  if (isOwner(context, patient) && looks(context)) return own
  if (options.complete === true && clauses.alike) return own
  // an item that the asker shares with her is decided for the asker alone (R21b)
  const shared =
    context.owner === undefined || !looks(context)
      ? none
      : and(oneOf('cmp', [context.owner]), clauses.of(context.owner))
  return or(shared, ...clauses.shared(), and(oneOf('cpn', [1]), own), clauses.several())
}
