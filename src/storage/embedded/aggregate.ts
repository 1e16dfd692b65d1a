/** Pipelines for statistics: `$match $group $sort $skip $limit $project $count`, in memory over a bounded set. */
import { type Fields, isFields } from './bson.ts'
import type { Collection } from './catalogue.ts'
import { EngineError } from './engine-error.ts'
import { type FieldPath, fieldPath, valueAt } from './field-path.ts'
import { parseFilter } from './filter.ts'
import { count, find } from './find.ts'
import { group } from './group.ts'
import { compareKeys, keyOf } from './keys.ts'
import { predicateOf } from './match.ts'
import { parseSort } from './order.ts'
import { projectionOf } from './projection.ts'
import type { Sqlite } from './sqlite.ts'

const mostDocuments = 100_000

interface Stage {
  readonly name: string
  readonly value: unknown
}

export function aggregate(
  sqlite: Sqlite,
  collection: Collection | undefined,
  pipeline: unknown,
): Fields[] {
  if (!Array.isArray(pipeline)) throw EngineError.badValue('A pipeline must be an array')
  const stages = pipeline.map(stageOf)
  const [first] = stages
  const filter = first?.name === '$match' ? first.value : {}
  const rest = first?.name === '$match' ? stages.slice(1) : stages
  parseFilter(filter)
  const counted = countingOf(rest)
  if (counted) {
    const n = collection ? count(sqlite, collection, { filter, ...counted.window }) : 0
    return n === 0 ? [] : [{ _id: counted.id, n }]
  }
  let documents = collection ? find(sqlite, collection, { filter, limit: mostDocuments + 1 }) : []
  if (documents.length > mostDocuments) {
    throw new EngineError('TooCostly', `More than ${mostDocuments} documents to aggregate`)
  }
  for (const stage of rest) documents = run(stage, documents, collection)
  return documents
}

function stageOf(stage: unknown): Stage {
  const [[name, value] = ['', undefined], ...others] = isFields(stage) ? Object.entries(stage) : []
  if (others.length > 0) throw EngineError.badValue('A stage has exactly one operator')
  return { name, value }
}

/** The pipeline that drivers make of countDocuments. */
function countingOf(stages: readonly Stage[]) {
  const last = stages.at(-1)
  if (last?.name !== '$group' || JSON.stringify(last.value) !== '{"_id":1,"n":{"$sum":1}}')
    return undefined
  const window: { skip?: number; limit?: number } = {}
  for (const { name, value } of stages.slice(0, -1)) {
    if (name === '$skip' && window.limit === undefined) window.skip = Number(value)
    else if (name === '$limit') window.limit = Number(value)
    else return undefined
  }
  return { id: 1, window }
}

function run(
  { name, value }: Stage,
  documents: Fields[],
  collection: Collection | undefined,
): Fields[] {
  switch (name) {
    case '$match':
      return documents.filter(predicateOf(parseFilter(value)))
    case '$group':
      return group(value, documents)
    case '$sort':
      return sorted(value, documents)
    case '$skip':
      return documents.slice(whole(name, value))
    case '$limit':
      return documents.slice(0, whole(name, value))
    case '$project':
      return project(value, documents, collection)
    case '$count':
      if (typeof value !== 'string') throw EngineError.badValue('$count needs a name')
      return documents.length === 0 ? [] : [{ [value]: documents.length }]
    default:
      throw EngineError.notSupported(`stage ${name}`)
  }
}

function whole(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw EngineError.badValue(`${name} needs a whole number`)
  }
  return value
}

function sorted(value: unknown, documents: readonly Fields[]): Fields[] {
  const sort = parseSort(value)
  const rows = documents.map((document) => ({
    document,
    keys: sort.map(({ path }) => keyOf(valueAt(document, path, 'sort'))),
  }))
  rows.sort((left, right) => {
    for (const [at, { direction }] of sort.entries()) {
      const by = compareKeys(left.keys[at] ?? 0, right.keys[at] ?? 0)
      if (by !== 0) return direction * by
    }
    return 0
  })
  return rows.map(({ document }) => document)
}

/** Fields in or out, or taken from elsewhere by `"$path"`. */
function project(
  value: unknown,
  documents: readonly Fields[],
  collection: Collection | undefined,
): Fields[] {
  if (!isFields(value)) throw EngineError.badValue('$project needs an object')
  const renamed = Object.entries(value).filter(([, one]) => typeof one === 'string')
  if (renamed.length === 0) {
    const { apply } = projectionOf(collection ?? nowhere, value)
    return documents.map(apply)
  }
  const kept = Object.fromEntries(
    Object.entries(value).filter(([, one]) => typeof one !== 'string'),
  )
  const { apply } = projectionOf(collection ?? nowhere, { ...kept, ...marks(renamed) })
  const paths = renamed.map(([name, path]): [string, FieldPath] => [name, referenceOf(path)])
  return documents.map((document) => {
    const found = apply(document)
    for (const [name, path] of paths) {
      const taken = valueAt(document, path, '$project')
      if (taken === undefined) delete found[name]
      else found[name] = taken
    }
    return found
  })
}

function marks(renamed: readonly (readonly [string, unknown])[]): Fields {
  return Object.fromEntries(renamed.map(([name]) => [name, 1]))
}

export function referenceOf(value: unknown): FieldPath {
  if (typeof value !== 'string' || !value.startsWith('$') || value.startsWith('$$')) {
    throw EngineError.notSupported('expression other than a field path')
  }
  return fieldPath(value.slice(1), 'an aggregation')
}

const nowhere = { textField: undefined } as Collection
