/** A piece of SQL with the values it binds, in order. */

import type { Leaf } from './filter.ts'
import { bracketOf, compareKeys, type Key, successor } from './keys.ts'
import type { Pattern } from './pattern.ts'

export interface Fragment {
  readonly sql: string
  readonly values: readonly Key[]
}

export function fragment(sql: string, ...values: Key[]): Fragment {
  return { sql, values }
}

/** Without parts it is true. */
export function conjunctionOf(parts: readonly Fragment[]): Fragment {
  return parts.length === 0 ? fragment('1') : balanced(parts, ' AND ')
}

export function disjunctionOf(parts: readonly Fragment[]): Fragment {
  return parts.length === 0 ? fragment('0') : balanced(parts, ' OR ')
}

/** A long row of terms is a deep tree to SQLite, which refuses one above 1,000: halves are no deeper than their logarithm. */
function balanced(parts: readonly Fragment[], by: string): Fragment {
  if (parts.length <= 32) return joinedBy(parts, by)
  const half = Math.ceil(parts.length / 2)
  const halves = [parts.slice(0, half), parts.slice(half)].map((some) => {
    const { sql, values } = balanced(some, by)
    return { sql: `(${sql})`, values }
  })
  return joinedBy(halves, by)
}

export function joinedBy(parts: readonly Fragment[], by: string): Fragment {
  return {
    sql: parts.map(({ sql }) => sql).join(by),
    values: parts.flatMap(({ values }) => values),
  }
}

/** Longer lists are bound as one JSON text. */
const mostPlaces = 256

/** The number of places is a power of two, so that few statements serve lists of any length. */
export function isOneOf(column: string, keys: readonly Key[]): Fragment {
  if (keys.length > mostPlaces && keys.every(isPlainJson)) {
    return fragment(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(keys))
  }
  let places = 1
  while (places < keys.length) places *= 2
  const last = keys.at(-1) as Key
  const padded = [...keys, ...new Array<Key>(places - keys.length).fill(last)]
  return fragment(`${column} IN (${padded.map(() => '?').join(',')})`, ...padded)
}

/** SQLite reads it as the very same key. */
function isPlainJson(key: Key): boolean {
  if (typeof key === 'string') return true
  return typeof key === 'number' && Math.abs(key) <= Number.MAX_SAFE_INTEGER
}

export interface Limit {
  readonly key: Key
  readonly inclusive: boolean
}

/** What lies between; a side without a limit ends with the type. Never two limits on one side: SQLite seeks with the wrong one. */
export interface Span {
  readonly lower: Limit
  readonly upper: Limit
}

export function spanOf(leaf: Exclude<Leaf, { is: 'eq' | 'in' }>): Span {
  if (leaf.is === 'prefix') return prefixSpan(leaf.head)
  const { key } = leaf
  const { from, open, below } = bracketOf(key)
  const limit = { key, inclusive: leaf.is === 'gte' || leaf.is === 'lte' }
  return leaf.is === 'gt' || leaf.is === 'gte'
    ? { lower: limit, upper: { key: below, inclusive: false } }
    : { lower: { key: from, inclusive: !open }, upper: limit }
}

function prefixSpan(head: string): Span {
  const { from, below } = bracketOf('')
  const upper = head === '' ? below : (successor(head) ?? below)
  return {
    lower: { key: head === '' ? from : head, inclusive: true },
    upper: { key: upper, inclusive: false },
  }
}

export function intersection(left: Span, right: Span): Span {
  const lower = compareKeys(left.lower.key, right.lower.key)
  const upper = compareKeys(left.upper.key, right.upper.key)
  return {
    lower: lower > 0 || (lower === 0 && !left.lower.inclusive) ? left.lower : right.lower,
    upper: upper < 0 || (upper === 0 && !left.upper.inclusive) ? left.upper : right.upper,
  }
}

export function isWithin(column: string, { lower, upper }: Span): Fragment {
  const sql = `${column} ${lower.inclusive ? '>=' : '>'} ? AND ${column} ${upper.inclusive ? '<=' : '<'} ?`
  return fragment(sql, lower.key, upper.key)
}

/** The rest of a pattern behind its prefix: the first occurrence of the tail, with no line feed before it. */
export function hasTail(text: string, { head, tail }: Pattern): Fragment {
  const from = `substr(${text}, ${[...head].length + 1})`
  const at = `instr(${from}, ?)`
  const sql = `${at} > 0 AND instr(substr(${from}, 1, ${at} - 1), char(10)) = 0`
  return fragment(`(${sql})`, tail, tail)
}

/** A test of one column that holds a key; `+` keeps SQLite from seeking with it. */
export function columnTest(column: string, leaf: Leaf): Fragment {
  switch (leaf.is) {
    case 'eq':
      return fragment(`+${column} = ?`, leaf.key)
    case 'in':
      return isOneOf(`+${column}`, leaf.keys)
    default: {
      const within = isWithin(`+${column}`, spanOf(leaf))
      if (leaf.is !== 'prefix' || leaf.tail === '') return within
      return conjunctionOf([within, hasTail(column, leaf)])
    }
  }
}
