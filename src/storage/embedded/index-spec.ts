/** The driver's ways to write an index, as one. */
import { notSupported } from './server-error.ts'

export type IndexSpec =
  | string
  | Readonly<Record<string, unknown>>
  | ReadonlyMap<string, unknown>
  | readonly (readonly [string, unknown])[]

export interface IndexOptions {
  readonly unique?: boolean
  readonly name?: string
}

export interface Index {
  readonly key: Readonly<Record<string, 1 | -1>>
  readonly name: string
  readonly unique?: boolean
}

export function indexOf(spec: IndexSpec, options: IndexOptions): Index {
  const key: Record<string, 1 | -1> = {}
  for (const [path, direction] of fieldsOf(spec)) {
    if (direction !== 1 && direction !== -1) {
      throw notSupported(`index of kind ${String(direction)} on ${path}`)
    }
    key[path] = direction
  }
  const name = options.name ?? Object.entries(key).flat().join('_')
  return { key, name, ...(options.unique ? { unique: true } : {}) }
}

function fieldsOf(spec: IndexSpec): readonly (readonly [string, unknown])[] {
  if (typeof spec === 'string') return [[spec, 1]]
  if (Array.isArray(spec)) return spec
  return spec instanceof Map ? [...spec] : Object.entries(spec)
}
