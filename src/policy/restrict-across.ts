/**
 * The law as one clause for a query over all items (consent.md 8): it holds for exactly those that `decide` permits
 * (law 11). The door turns it into the filter that stands before sort, count and limit.
 */
import { all, and, type Clause, isSame, none, nor, oneOf, or, partsOf } from './clause.ts'
import { nobodyClause } from './consent/nobody-clause.ts'
import { looks } from './consent/standing.ts'
import type { Context } from './context.ts'
import type { Directives } from './directives.ts'
import { grantClause } from './grant-clause.ts'
import { type LawOptions, PatientClauses } from './patient-clauses.ts'
import { settleType } from './settle-type.ts'

export interface AcrossOptions extends LawOptions {
  /** the only type that the query asks for: what depends on the type is settled */
  readonly type?: string
}

/**
 * @param law the directives of every patient who may concern this asker, as found through `reach`; all others have
 * said nothing. An item of several patients who are neither `together` nor `complete` must be permitted to one who has
 * said nothing, too: what is not known only hides.
 */
export function restrictAcross(
  context: Context,
  law: ReadonlyMap<string, Directives>,
  options: AcrossOptions = {},
): Clause {
  const { type } = options
  const settle = (clause: Clause) => (type === undefined ? clause : settleType(clause, type))
  return settle(and(grantClause(context), withinGrant(context, law, options, settle)))
}

function withinGrant(
  context: Context,
  law: ReadonlyMap<string, Directives>,
  options: LawOptions,
  settle: (clause: Clause) => Clause,
): Clause {
  if (context.kind === 'system') return all
  const isGroup = oneOf('t', ['Group'])
  const isNobodys = or(oneOf('cpn', [0]), isGroup)
  const nobodys = settle(nobodyClause(context))
  if (context.kind === 'administrator') return and(isNobodys, nobodys)
  const clauses = new PatientClauses(context, law, options)
  // what is open both of nobody's and of somebody's items need not tell them apart
  const shared = clauses.shared().map(settle)
  const common = shared.filter((part) => has(nobodys, part))
  return or(
    ...common,
    and(
      isNobodys,
      or(...partsOf(nobodys).filter((part) => !common.some((one) => isSame(one, part)))),
    ),
    and(
      nor(isGroup),
      or(
        ownClause(context, clauses),
        and(
          { is: 'gt', column: 'cpn', value: 0 },
          or(...shared.filter((part) => !common.includes(part))),
        ),
        and(oneOf('cpn', [1]), clauses.single()),
        clauses.several(),
      ),
    ),
  )
}

function has(clause: Clause, part: Clause): boolean {
  return partsOf(clause).some((one) => isSame(one, part))
}

/** R21b: what is hers is decided for her alone when she looks at it. */
function ownClause(context: Context, clauses: PatientClauses): Clause {
  const { owner } = context
  return owner === undefined || !looks(context)
    ? none
    : and(oneOf('cmp', [owner]), clauses.of(owner))
}
