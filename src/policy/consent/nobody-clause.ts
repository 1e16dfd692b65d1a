/** `decideNobody` as a clause; items that are seen through a referrer alone are not in it (R22). */
import { all, and, type Clause, none, nor, oneOf, or } from '../clause.ts'
import type { Context } from '../context.ts'
import { restricted } from '../label/label.ts'
import { definitionTypes, directoryTypes, registryTypes } from '../type-groups.ts'
import { isLook } from './decide-nobody.ts'
import { upTo } from './match-clause.ts'
import { audienceClause } from './patient-clause.ts'
import { keepsEveryType } from './standing.ts'

const registered = oneOf('reg', [true])

export function nobodyClause(context: Context): Clause {
  if (context.kind === 'administrator')
    return and(oneOf('t', registryTypes), isLook(context) ? all : registered)
  return or(
    recorderClause(context),
    audienceClause(context),
    isLook(context) ? and(upTo(restricted), publicClause(context)) : none,
  )
}

function recorderClause(context: Context): Clause {
  if (context.action === 'disclose') return none
  const { organization, owner } = context
  return and(
    nor(registered),
    or(
      owner === undefined ? none : oneOf('rec', [owner]),
      organization === undefined
        ? none
        : and(
            oneOf('rec', [organization]),
            upTo(restricted),
            keepsEveryType(context)
              ? all
              : oneOf('t', [...new Set([...context.staffTypes, ...directoryTypes])]),
          ),
    ),
  )
}

function publicClause(context: Context): Clause {
  const teams = [...context.actors].filter((actor) => actor.startsWith('CareTeam/'))
  return or(
    oneOf('t', definitionTypes),
    and(
      registered,
      or(oneOf('t', directoryTypes), and(oneOf('t', ['CareTeam']), oneOf('_id', teams))),
    ),
  )
}
