/**
 * Another equality as a look into its own index, row by row: only with the full key of that index, whose other columns are
 * constants of the filter or scalars that the driving row carries. A probe on half a key would walk a list each time.
 */
import { type Access, carried, column } from './access.ts'
import type { Collection, Index } from './catalogue.ts'
import type { Condition } from './filter.ts'
import { conjunctionOf, type Fragment, fragment, isOneOf } from './fragment.ts'

const mostSeeks = 16

export function probe(
  collection: Collection,
  access: Access,
  condition: Condition,
  conjuncts: readonly Condition[],
): { readonly index: Index; readonly test: Fragment } | undefined {
  if (condition.is !== 'eq' && condition.is !== 'in') return undefined
  if (condition.is === 'in' && condition.keys.length > mostSeeks) return undefined
  for (const index of collection.indexes) {
    if (!index.fields.some(({ path }) => path.name === condition.path.name)) continue
    const test = fullKey(index, access, condition, conjuncts)
    if (test) return { index, test }
  }
  return undefined
}

function fullKey(
  index: Index,
  access: Access,
  condition: Extract<Condition, { is: 'eq' | 'in' }>,
  conjuncts: readonly Condition[],
): Fragment | undefined {
  const own = carried(index)
  const held = carried(access.index)
  const parts: Fragment[] = []
  for (const { path, column: name } of index.fields) {
    const here = `p.${name}`
    const constant = conjuncts.find((one) => one.is === 'eq' && one.path.name === path.name)
    const from = held.get(path.name)
    if (path.name === condition.path.name) {
      parts.push(
        condition.is === 'eq'
          ? fragment(`${here} = ?`, condition.key)
          : isOneOf(here, condition.keys),
      )
    } else if (!own.has(path.name)) {
      return undefined
    } else if (constant?.is === 'eq') {
      parts.push(fragment(`${here} = ?`, constant.key))
    } else if (from !== undefined) {
      parts.push(fragment(`${here} = ${column(from)}`))
    } else {
      return undefined
    }
  }
  parts.push(fragment(`p.rid = ${column('rid')}`))
  const all = conjunctionOf(parts)
  // `+` keeps SQLite from making a join of it, in which the longer list might drive
  return { sql: `+EXISTS (SELECT 1 FROM ${index.table} p WHERE ${all.sql})`, values: all.values }
}
