/** A filter in the closed list (storage.md 6) as a tree; everything else is refused, naming operator and path. */
import { isBinary, isFields } from './bson.ts'
import { EngineError } from './engine-error.ts'
import { type FieldPath, fieldPath } from './field-path.ts'
import { compareKeys, type Key, keyOf } from './keys.ts'
import { parsePattern } from './pattern.ts'

export type Condition =
  | { readonly is: 'and' | 'or' | 'nor'; readonly of: readonly Condition[] }
  | { readonly is: 'eq'; readonly path: FieldPath; readonly key: Key; readonly value: unknown }
  | { readonly is: 'in'; readonly path: FieldPath; readonly keys: readonly Key[] }
  | {
      readonly is: 'gt' | 'gte' | 'lt' | 'lte'
      readonly path: FieldPath
      readonly key: Key
    }
  | {
      readonly is: 'prefix'
      readonly path: FieldPath
      readonly head: string
      readonly tail: string
    }
  | { readonly is: 'exists'; readonly path: FieldPath; readonly wanted: boolean }
  /** one element of the array meets all; with `fields` its members, else the element itself */
  | {
      readonly is: 'element'
      readonly path: FieldPath
      readonly fields: boolean
      readonly of: readonly Condition[]
    }

export type Leaf = Extract<Condition, { readonly path: FieldPath; readonly is: Comparison }>
type Comparison = 'eq' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'prefix'

/** Where the element itself is meant. */
const itself: FieldPath = { name: '', segments: [], plain: true }

/** The filter as conjuncts. */
export function parseFilter(filter: unknown): Condition[] {
  if (filter === undefined || filter === null) return []
  if (!isFields(filter)) throw EngineError.badValue('A filter must be an object')
  const all: Condition[] = []
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and') all.push(...list(key, value).flatMap(parseFilter))
    else if (key === '$or' || key === '$nor') {
      const of = list(key, value).map((one) => conjunction(parseFilter(one)))
      all.push({ is: key === '$or' ? 'or' : 'nor', of })
    } else if (key.startsWith('$')) throw EngineError.notSupported(key)
    else all.push(...field(fieldPath(key, 'a filter'), value))
  }
  return all
}

function conjunction(of: readonly Condition[]): Condition {
  const [only] = of
  return of.length === 1 && only ? only : { is: 'and', of }
}

function list(operator: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw EngineError.badValue(`${operator} must be a non-empty array`)
  }
  if (!value.every(isFields)) throw EngineError.badValue(`${operator} takes objects`)
  return value
}

function field(path: FieldPath, value: unknown): Condition[] {
  if (value instanceof RegExp) return [prefix(path, value)]
  if (!isFields(value)) return [equality(path, value)]
  const operators = Object.keys(value)
  if (operators.length === 0 || !operators.every((one) => one.startsWith('$'))) {
    throw EngineError.notSupported('sub-document equality', path.name)
  }
  return operators.map((operator) => operation(path, operator, value[operator]))
}

function operation(path: FieldPath, operator: string, value: unknown): Condition {
  switch (operator) {
    case '$eq':
      return equality(path, value)
    case '$in':
      return { is: 'in', path, keys: membersOf(path, value) }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return comparison(path, operator, value)
    case '$exists':
      if (typeof value !== 'boolean' && value !== 0 && value !== 1) {
        throw EngineError.notSupported('$exists with another value than true or false', path.name)
      }
      return { is: 'exists', path, wanted: Boolean(value) }
    case '$regex':
      return prefix(path, value)
    case '$elemMatch':
      return element(path, value)
    default:
      throw EngineError.notSupported(operator, path.name)
  }
}

function equality(path: FieldPath, value: unknown): Condition {
  return { is: 'eq', path, key: scalarKey(path, 'equality', value), value }
}

function comparison(path: FieldPath, operator: string, value: unknown): Condition {
  const key = scalarKey(path, operator, value)
  if (typeof value === 'boolean')
    throw EngineError.notSupported(`${operator} on a boolean`, path.name)
  return { is: operator.slice(1) as 'gt' | 'gte' | 'lt' | 'lte', path, key }
}

function membersOf(path: FieldPath, value: unknown): Key[] {
  if (!Array.isArray(value)) throw EngineError.badValue(`$in needs an array at ${path.name}`)
  if (value.length === 0 || value.length > 10_000) {
    throw EngineError.notSupported(`$in with ${value.length} values`, path.name)
  }
  const keys = value.map((one) => scalarKey(path, '$in', one)).sort(compareKeys)
  return keys.filter((key, at) => at === 0 || compareKeys(key, keys[at - 1] as Key) !== 0)
}

function scalarKey(path: FieldPath, use: string, value: unknown): Key {
  if (value === null || value === undefined) {
    throw EngineError.notSupported(`${use} with null`, path.name)
  }
  const key = keyOf(value)
  if (Array.isArray(value) || isFields(value) || isBinary(value) || value instanceof RegExp) {
    throw EngineError.notSupported(`${use} with a value that is no scalar`, path.name)
  }
  // both have the same key
  if (key === -Number.MAX_VALUE) throw EngineError.notSupported(`${use} with −∞`, path.name)
  return key
}

function prefix(path: FieldPath, value: unknown): Condition {
  const pattern = value instanceof RegExp && value.flags === '' ? value.source : value
  const parts = typeof pattern === 'string' ? parsePattern(pattern) : undefined
  if (!parts)
    throw EngineError.notSupported('$regex other than ^literal or ^literal.*literal', path.name)
  return { is: 'prefix', path, ...parts }
}

function element(path: FieldPath, value: unknown): Condition {
  if (!isFields(value)) throw EngineError.badValue(`$elemMatch needs an object at ${path.name}`)
  const [first] = Object.keys(value)
  if (first === undefined) throw EngineError.notSupported('empty $elemMatch', path.name)
  const fields = !first.startsWith('$') || ['$and', '$or', '$nor'].includes(first)
  if (fields) return { is: 'element', path, fields, of: parseFilter(value) }
  const of = Object.entries(value).map(([operator, one]) => {
    if (operator === '$exists' || operator === '$elemMatch') {
      throw EngineError.notSupported(`${operator} within $elemMatch`, path.name)
    }
    return operation({ ...itself, name: path.name }, operator, one)
  })
  return { is: 'element', path, fields, of }
}

export function isLeaf(condition: Condition): condition is Leaf {
  return 'path' in condition && condition.is !== 'exists' && condition.is !== 'element'
}
