/** R1 as a clause: the label ceiling, the types and the compartment that the grant reaches. */
import { all, and, type Clause, none, oneOf, or } from './clause.ts'
import type { Context } from './context.ts'
import { secret } from './label/label.ts'

export function grantClause(context: Context): Clause {
  const { types, compartment, ceiling } = context
  const typed = types === undefined ? all : oneOf('t', [...types])
  // R0: a service's own act knows its types and nothing else
  if (context.kind === 'system') return types === undefined ? none : typed
  return and(
    typed,
    ceiling >= secret ? all : { is: 'lte', column: 'con', value: ceiling },
    compartment === undefined ? all : or(oneOf('cpn', [0]), oneOf('cmp', [compartment])),
  )
}
