/**
 * A filter as SQL over the stored JSON text, with exactly the predicate's meaning: what it answers is not parsed in
 * JavaScript. `undefined` = SQL cannot say it (Date, ObjectId, unusual names).
 * https://www.sqlite.org/json1.html
 */
import type { FieldPath } from './field-path.ts'
import { type Condition, isLeaf, type Leaf } from './filter.ts'
import {
  conjunctionOf,
  disjunctionOf,
  type Fragment,
  fragment,
  hasTail,
  isOneOf,
  isWithin,
  joinedBy,
  spanOf,
} from './fragment.ts'
import { isTruth, type Key } from './keys.ts'

/** Names for the table-valued functions of one statement. */
type Names = () => string

export interface Source {
  /** the column with the JSON text */
  readonly json: string
  /** fields that are not in the JSON */
  readonly apart: ReadonlySet<string>
  /** a cheaper test of one comparison, if there is one */
  readonly shortcut: (leaf: Leaf) => Fragment | undefined
}

export function jsonTest(condition: Condition, source: Source): Fragment | undefined {
  let count = 0
  return compile(condition, source, () => `j${++count}`)
}

function compile(condition: Condition, from: Source, names: Names): Fragment | undefined {
  if (!('path' in condition)) {
    const parts: Fragment[] = []
    for (const one of condition.of) {
      const part = compile(one, from, names)
      if (!part) return undefined
      parts.push(part)
    }
    const { sql, values } = condition.is === 'and' ? conjunctionOf(parts) : disjunctionOf(parts)
    return { sql: condition.is === 'nor' ? `NOT (${sql})` : `(${sql})`, values }
  }
  const { path } = condition
  const short = isLeaf(condition) ? from.shortcut(condition) : undefined
  if (short) return { ...short, sql: `(${short.sql})` }
  if (!path.plain || from.apart.has(path.segments[0] ?? '')) return undefined
  const source = from.json
  if (condition.is === 'exists') {
    const found = walk(path, source, names, (text, at) => {
      return fragment(`json_type(${text}, ${at}) IS NOT NULL`)
    })
    return found && { ...found, sql: condition.wanted ? `(${found.sql})` : `NOT (${found.sql})` }
  }
  if (condition.is === 'element') return element(condition, source, names)
  const kinds = kindsOf(condition)
  return kinds && walk(path, source, names, (text, at) => anyValue(kinds, text, at, names))
}

/** Objects on the way are entered, arrays of objects walked. */
function walk(
  path: FieldPath,
  source: string,
  names: Names,
  leaf: (source: string, at: string) => Fragment | undefined,
  step = 0,
): Fragment | undefined {
  const at = `'$."${path.segments[step]}"'`
  if (step + 1 === path.segments.length) return leaf(source, at)
  const inner = walk(path, `${source}->${at}`, names, leaf, step + 1)
  const name = names()
  const each = walk(path, `${name}.value`, names, leaf, step + 1)
  if (!inner || !each) return undefined
  return joinedBy(
    [
      fragment(`CASE json_type(${source}, ${at}) WHEN 'object' THEN`),
      inner,
      fragment(
        `WHEN 'array' THEN EXISTS (SELECT 1 FROM json_each(${source}, ${at}) ${name} WHERE ${name}.type = 'object' AND`,
      ),
      each,
      fragment(') ELSE 0 END'),
    ],
    ' ',
  )
}

/** What a comparison asks of a number, a string, a boolean. */
interface Kinds {
  readonly number: ((value: string) => Fragment) | undefined
  readonly text: ((value: string) => Fragment) | undefined
  readonly truths: readonly boolean[]
}

function kindsOf(leaf: Leaf): Kinds | undefined {
  switch (leaf.is) {
    case 'eq':
      return membership([leaf.key])
    case 'in':
      return membership(leaf.keys)
    case 'prefix':
      return {
        number: undefined,
        text: (value) => {
          const within = isWithin(value, spanOf(leaf))
          return leaf.tail === '' ? within : conjunctionOf([within, hasTail(value, leaf)])
        },
        truths: [],
      }
    default: {
      if (!isSayable(leaf.key) || typeof leaf.key === 'object') return undefined
      const comparison = { gt: '>', gte: '>=', lt: '<', lte: '<=' }[leaf.is]
      const test = (value: string) => fragment(`${value} ${comparison} ?`, leaf.key)
      const isText = typeof leaf.key === 'string'
      return { number: isText ? undefined : test, text: isText ? test : undefined, truths: [] }
    }
  }
}

function membership(keys: readonly Key[]): Kinds | undefined {
  if (!keys.every(isSayable)) return undefined
  const numbers = keys.filter((key) => typeof key === 'number')
  const texts = keys.filter((key) => typeof key === 'string')
  return {
    number: numbers.length === 0 ? undefined : (value) => isOneOf(value, numbers),
    text: texts.length === 0 ? undefined : (value) => isOneOf(value, texts),
    truths: keys.map(isTruth).filter((one) => one !== undefined),
  }
}

/** SQLite reads integers above 2^53 exactly, JavaScript rounds them. */
function isSayable(key: Key): boolean {
  if (typeof key === 'number')
    return Math.abs(key) <= Number.MAX_SAFE_INTEGER || !Number.isFinite(key)
  return typeof key === 'string' || isTruth(key) !== undefined
}

/** The value itself, or one of its elements. */
function anyValue(kinds: Kinds, source: string, at: string, names: Names): Fragment {
  const name = names()
  return joinedBy(
    [
      fragment(`CASE json_type(${source}, ${at})`),
      ...branches(kinds, `${source}->>${at}`),
      fragment(
        `WHEN 'array' THEN EXISTS (SELECT 1 FROM json_each(${source}, ${at}) ${name} WHERE CASE ${name}.type`,
      ),
      ...branches(kinds, `${name}.atom`),
      fragment('ELSE 0 END) ELSE 0 END'),
    ],
    ' ',
  )
}

function branches({ number, text, truths }: Kinds, value: string): Fragment[] {
  const found = truths.map((truth) => fragment(`WHEN '${truth}' THEN 1`))
  for (const type of number ? ['integer', 'real'] : [])
    if (number) found.push(joinedBy([fragment(`WHEN '${type}' THEN`), number(value)], ' '))
  if (text) found.push(joinedBy([fragment("WHEN 'text' THEN"), text(value)], ' '))
  // CASE needs one branch at least
  return found.length > 0 ? found : [fragment("WHEN '' THEN 0")]
}

function element(
  condition: Extract<Condition, { is: 'element' }>,
  source: string,
  names: Names,
): Fragment | undefined {
  return walk(condition.path, source, names, (from, at) => {
    const name = names()
    const parts: Fragment[] = []
    for (const one of condition.of) {
      const part = condition.fields
        ? compile(
            one,
            { json: `${name}.value`, apart: new Set(), shortcut: () => undefined },
            names,
          )
        : elementItself(one, name)
      if (!part) return undefined
      parts.push(part)
    }
    // json_each of a scalar yields the scalar, of an object its members: only an array will do
    const type = condition.fields ? ` AND ${name}.type = 'object'` : ''
    return joinedBy(
      [
        fragment(
          `CASE json_type(${from}, ${at}) WHEN 'array' THEN EXISTS (SELECT 1 FROM json_each(${from}, ${at}) ${name} WHERE 1${type} AND`,
        ),
        conjunctionOf(parts),
        fragment(') ELSE 0 END'),
      ],
      ' ',
    )
  })
}

function elementItself(condition: Condition, name: string): Fragment | undefined {
  if (!('path' in condition) || condition.is === 'exists' || condition.is === 'element') {
    return undefined
  }
  const kinds = kindsOf(condition)
  return (
    kinds &&
    joinedBy(
      [fragment(`CASE ${name}.type`), ...branches(kinds, `${name}.atom`), fragment('ELSE 0 END')],
      ' ',
    )
  )
}
