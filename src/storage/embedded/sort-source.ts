/** Where the values to sort by come from, if the index does not order by them: its columns, the JSON text, the document. */
import { carried, column } from './access.ts'
import { isFields } from './bson.ts'
import { unwrapped } from './codec.ts'
import { fromRow } from './documents.ts'
import { EngineError } from './engine-error.ts'
import { valueAt } from './field-path.ts'
import { type Key, keyOf } from './keys.ts'
import type { SortField } from './order.ts'
import { documentsOf, type Plan } from './plan.ts'
import type { Column } from './sqlite.ts'

export interface SortSource {
  readonly columns: readonly string[]
  readonly keysOf: (found: readonly Column[]) => Key[]
}

export function sortSource({ access, collection, sort }: Plan): SortSource {
  const source = documentsOf(access)
  const held = access ? carried(access.index) : new Map<string, string>()
  const fields = sort.map((field) =>
    fieldSource(field, held, `${source}.doc`, collection.textField),
  )
  if (fields.every((field) => field !== undefined)) {
    return {
      columns: fields.map(({ sql }) => sql),
      keysOf: (found) => fields.map(({ keyIn }, at) => keyIn(found[at] ?? null)),
    }
  }
  return {
    columns: ['doc', 'types', 'text', 'blob'].map((name) => `${source}.${name}`),
    keysOf: ([doc = null, types = null, text = null, blob = null]) => {
      const document = fromRow(collection, doc, types, text, blob)
      return sort.map(({ path }) => keyOf(valueAt(document, path, 'sort')))
    },
  }
}

interface FieldSource {
  readonly sql: string
  readonly keyIn: (value: Column) => Key
}

function fieldSource(
  { path }: SortField,
  held: ReadonlyMap<string, string>,
  json: string,
  textField: string | undefined,
): FieldSource | undefined {
  const name = held.get(path.name)
  if (name !== undefined) return { sql: column(name), keyIn: (value) => value as Key }
  if (!path.plain || path.segments[0] === textField) return undefined
  return { sql: jsonValue(path.segments, json), keyIn: (value) => keyInJson(value, path.name) }
}

/** As JSON, which keeps the type; an array on the way comes out as one. */
function jsonValue(segments: readonly string[], json: string): string {
  const steps = segments.map((_, at) => jsonPath(segments.slice(0, at + 1)))
  const whole = steps.pop()
  const arrays = steps.map((step) => `WHEN json_type(${json}, ${step}) = 'array' THEN '[]'`)
  const value = `${json}->${whole}`
  return arrays.length === 0 ? value : `CASE ${arrays.join(' ')} ELSE ${value} END`
}

function jsonPath(segments: readonly string[]): string {
  return `'$${segments.map((one) => `."${one}"`).join('')}'`
}

function keyInJson(text: Column, name: string): Key {
  const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
  if (Array.isArray(value)) throw EngineError.notSupported('sort on an array', name)
  return keyOf(isFields(value) ? unwrapped(value) : value)
}
