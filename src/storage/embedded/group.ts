/** `$group` by a field, several fields or nothing, with `$sum $avg $min $max $first $last $count`. */
import { type Fields, isFields } from './bson.ts'
import { EngineError } from './engine-error.ts'
import { type FieldPath, fieldPath, valueAt } from './field-path.ts'
import { compareKeys, keyOf, rowText } from './keys.ts'

type Take = (document: Fields) => unknown

interface Accumulator {
  readonly name: string
  readonly take: Take
  readonly gather: (values: readonly unknown[]) => unknown
}

const gatherers: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
  $sum: (values) => numbersOf(values).reduce((sum, one) => sum + one, 0),
  $avg: (values) => {
    const numbers = numbersOf(values)
    return numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / numbers.length
  },
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $count: (values) => values.length,
}

export function group(value: unknown, documents: readonly Fields[]): Fields[] {
  if (!isFields(value) || !Object.hasOwn(value, '_id'))
    throw EngineError.badValue('$group needs an _id')
  const { _id, ...fields } = value
  const identify = identityOf(_id)
  const accumulators = Object.entries(fields).map(([name, one]) => accumulatorOf(name, one))
  const groups = new Map<string, { readonly id: unknown; readonly members: Fields[] }>()
  for (const document of documents) {
    const id = identify(document)
    const text = rowText(isFields(id) ? Object.values(id).map(keyOf) : [keyOf(id)])
    const found = groups.get(text) ?? { id, members: [] }
    found.members.push(document)
    groups.set(text, found)
  }
  return [...groups.values()].map(({ id, members }) => {
    const gathered = accumulators.map(({ name, take, gather }) => [name, gather(members.map(take))])
    return { _id: id, ...Object.fromEntries(gathered) }
  })
}

function identityOf(value: unknown): Take {
  if (!isFields(value)) return valueFrom(value)
  const parts = Object.entries(value).map(([name, one]): [string, Take] => [name, valueFrom(one)])
  return (document) => Object.fromEntries(parts.map(([name, take]) => [name, take(document)]))
}

function accumulatorOf(name: string, value: unknown): Accumulator {
  const [[operator, operand] = ['', undefined], ...others] = isFields(value)
    ? Object.entries(value)
    : []
  const gather = gatherers[operator]
  if (!gather || others.length > 0) throw EngineError.notSupported(`accumulator ${operator}`, name)
  if (operator === '$count') return { name, take: () => 1, gather }
  return { name, take: valueFrom(operand), gather }
}

/** A constant, or the value at `"$path"`. */
function valueFrom(value: unknown): Take {
  if (typeof value === 'string' && value.startsWith('$')) {
    if (value.startsWith('$$')) throw EngineError.notSupported(`variable ${value}`)
    const path: FieldPath = fieldPath(value.slice(1), '$group')
    return (document) => valueAt(document, path, '$group') ?? null
  }
  if (typeof value === 'object' && value !== null)
    throw EngineError.notSupported('expression in $group')
  return () => value
}

function numbersOf(values: readonly unknown[]): number[] {
  return values.filter((one) => typeof one === 'number')
}

function extreme(values: readonly unknown[], sign: 1 | -1): unknown {
  let found: unknown = null
  for (const one of values) {
    if (one === null) continue
    if (found === null || sign * compareKeys(keyOf(one), keyOf(found)) > 0) found = one
  }
  return found
}
