/** Values to sort by, taken out of the JSON text by SQLite so that the document is not parsed. */
import { isFields } from './bson.ts'
import { unwrapped } from './codec.ts'
import { EngineError } from './engine-error.ts'
import { type Key, keyOf } from './keys.ts'
import type { Sort } from './order.ts'
import type { Column } from './sqlite.ts'

/** As JSON, which keeps the type; an array on the way comes out as one. */
export function sortColumns(sort: Sort, json: string): string[] {
  return sort.map(({ path }) => {
    const steps = path.segments.map((_, at) => jsonPath(path.segments.slice(0, at + 1)))
    const whole = steps.pop()
    const arrays = steps.map((step) => `WHEN json_type(${json}, ${step}) = 'array' THEN '[]'`)
    const value = `${json}->${whole}`
    return arrays.length === 0 ? value : `CASE ${arrays.join(' ')} ELSE ${value} END`
  })
}

function jsonPath(segments: readonly string[]): string {
  return `'$${segments.map((one) => `."${one}"`).join('')}'`
}

export function sortKeys(sort: Sort, columns: readonly Column[]): Key[] {
  return sort.map(({ path }, at) => {
    const text = columns[at]
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
    if (Array.isArray(value)) throw EngineError.notSupported('sort on an array', path.name)
    return keyOf(isFields(value) ? unwrapped(value) : value)
  })
}
