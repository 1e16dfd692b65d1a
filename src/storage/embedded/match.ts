/** A filter as one compiled predicate over a document: what neither an index nor SQL answers. */
import { isFields, isObjectId } from './bson.ts'
import { reaches } from './field-path.ts'
import type { Condition, Leaf } from './filter.ts'
import { bracketOf, compareKeys, compareStrings, isVague, type Key, keyOf } from './keys.ts'
import { meets } from './pattern.ts'

export type Predicate = (document: unknown) => boolean

export function predicateOf(conditions: readonly Condition[]): Predicate {
  const tests = conditions.map(compile)
  const [only] = tests
  if (tests.length === 1 && only) return only
  return (document) => tests.every((test) => test(document))
}

function compile(condition: Condition): Predicate {
  switch (condition.is) {
    case 'and':
      return predicateOf(condition.of)
    case 'or': {
      const tests = condition.of.map(compile)
      return (document) => tests.some((test) => test(document))
    }
    case 'nor': {
      const tests = condition.of.map(compile)
      return (document) => !tests.some((test) => test(document))
    }
    case 'exists': {
      const { path, wanted } = condition
      return (document) => reaches(document, path.segments, () => true) === wanted
    }
    case 'element': {
      const all = predicateOf(condition.of)
      const test = condition.fields ? (one: unknown) => isFields(one) && all(one) : all
      const has = (value: unknown) => Array.isArray(value) && value.some(test)
      return (document) => reaches(document, condition.path.segments, has)
    }
    default:
      return leaf(condition)
  }
}

/** A scalar is tested itself, an array by its elements. */
function leaf(condition: Leaf): Predicate {
  const test = scalarTest(condition)
  const { segments } = condition.path
  const any = (value: unknown) => (Array.isArray(value) ? value.some(test) : test(value))
  const [only] = segments
  if (segments.length === 1 && only !== undefined) {
    return (document) => isFields(document) && Object.hasOwn(document, only) && any(document[only])
  }
  return (document) => reaches(document, segments, any)
}

function scalarTest(condition: Leaf): Predicate {
  switch (condition.is) {
    case 'eq': {
      const { key, value } = condition
      if (typeof value !== 'object') return (one) => one === value
      return (one) => typeof one === 'object' && equal(keyOf(one), key)
    }
    case 'in': {
      const simple = new Set<unknown>(condition.keys.filter((key) => typeof key !== 'object'))
      const others = condition.keys.filter((key) => typeof key === 'object')
      return (one) =>
        simple.has(one) || (others.length > 0 && others.some((key) => equal(keyOf(one), key)))
    }
    case 'prefix':
      return (one) => typeof one === 'string' && meets(condition, one)
    default:
      return range(condition)
  }
}

function equal(left: Key, right: Key): boolean {
  return !isVague(left) && compareKeys(left, right) === 0
}

function range({ is, key }: Extract<Leaf, { is: 'gt' | 'gte' | 'lt' | 'lte' }>): Predicate {
  const holds = {
    gt: (by: number) => by > 0,
    gte: (by: number) => by >= 0,
    lt: (by: number) => by < 0,
    lte: (by: number) => by <= 0,
  }[is]
  if (typeof key === 'string') {
    return (one) => typeof one === 'string' && holds(compareStrings(one, key))
  }
  if (typeof key === 'number') {
    return (one) => typeof one === 'number' && holds(one < key ? -1 : one > key ? 1 : 0)
  }
  const { from } = bracketOf(key)
  return (one) =>
    (one instanceof Date || isObjectId(one)) &&
    sameType(keyOf(one), from) &&
    holds(compareKeys(keyOf(one), key))
}

function sameType(key: Key, start: Key): boolean {
  return typeof key === 'object' && typeof start === 'object' && key[0] === start[0]
}
