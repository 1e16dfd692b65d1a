/** Projections of the closed list: top-level fields, in or out. */
import { type Fields, isFields } from './bson.ts'
import type { Collection } from './catalogue.ts'
import { EngineError } from './engine-error.ts'

export interface Projection {
  /** columns of the collection's table: document, types, text, blob */
  readonly columns: readonly string[]
  readonly apply: (document: Fields) => Fields
  /** nothing but `_id` and the text is wanted: the document is not even read */
  readonly textOnly: boolean
}

const columns = ['doc', 'types', 'text', 'blob'] as const

export function projectionOf(collection: Collection, projection: unknown): Projection {
  const wanted = parse(projection)
  if (!wanted) return { columns, apply: (document) => document, textOnly: false }
  const { names, keeps } = wanted
  const { textField } = collection
  const keepsText = textField !== undefined && names.has(textField) === keeps
  const textOnly =
    keeps && keepsText && [...names].every((one) => one === '_id' || one === textField)
  return {
    columns: ['doc', 'types', keepsText ? 'text' : 'NULL', 'blob'],
    apply: (document) => select(document, names, keeps),
    textOnly: textOnly && names.has('_id'),
  }
}

function parse(
  projection: unknown,
): { readonly names: ReadonlySet<string>; readonly keeps: boolean } | undefined {
  if (projection === undefined || projection === null) return undefined
  if (!isFields(projection)) throw EngineError.badValue('A projection must be an object')
  const entries = Object.entries(projection)
  for (const [name, value] of entries) {
    if (name.includes('.') || name.startsWith('$')) {
      throw EngineError.notSupported('projection other than of top-level fields', name)
    }
    if (value !== 0 && value !== 1 && typeof value !== 'boolean') {
      throw EngineError.notSupported('projection with another value than 0 or 1', name)
    }
  }
  if (entries.length === 0) return undefined
  const others = entries.filter(([name]) => name !== '_id')
  const keeps = Boolean((others[0] ?? entries[0])?.[1])
  if (others.some(([, value]) => Boolean(value) !== keeps)) {
    throw EngineError.badValue('A projection cannot both include and exclude fields')
  }
  const names = new Set(others.map(([name]) => name))
  const id = Object.hasOwn(projection, '_id') ? Boolean(projection._id) : true
  if (id === keeps) names.add('_id')
  return { names, keeps }
}

/** In the document's own order, as MongoDB answers. */
function select(document: Fields, names: ReadonlySet<string>, keeps: boolean): Fields {
  const found: Fields = {}
  for (const name of Object.keys(document)) {
    if (names.has(name) === keeps) found[name] = document[name]
  }
  return found
}
