/** Dotted paths into documents, and how MongoDB walks them through arrays. */
import { type Fields, isFields } from './bson.ts'
import { EngineError } from './engine-error.ts'

export interface FieldPath {
  readonly name: string
  readonly segments: readonly string[]
  /** may be written into SQL as a JSON path */
  readonly plain: boolean
}

const known = new Map<string, FieldPath>()

/** @param use what asks for it, named when it is refused */
export function fieldPath(name: string, use: string): FieldPath {
  const found = known.get(name)
  if (found) return found
  const segments = name.split('.')
  for (const segment of segments) {
    if (segment === '' || segment.startsWith('$') || /^\d+$/.test(segment)) {
      throw EngineError.notSupported(`field path in ${use}`, name)
    }
  }
  const path = { name, segments, plain: segments.every((one) => /^[\w:-]+$/.test(one)) }
  // names come from code, but not all of them from a closed list
  if (known.size >= 10_000) known.clear()
  known.set(name, path)
  return path
}

/** True if `test` is true of a value that the path leads to; arrays on the way are walked, the last one is handed over. */
export function reaches(
  from: unknown,
  segments: readonly string[],
  test: (value: unknown) => boolean,
  at = 0,
): boolean {
  const segment = segments[at]
  if (segment === undefined) return test(from)
  if (Array.isArray(from)) {
    return from.some((one) => isFields(one) && reaches(one, segments, test, at))
  }
  if (!isFields(from) || !Object.hasOwn(from, segment)) return false
  const next = from[segment]
  return at + 1 === segments.length ? test(next) : reaches(next, segments, test, at + 1)
}

/** The one value at the path; an array on the way or at its end is refused. */
export function valueAt(document: Fields, path: FieldPath, use: string): unknown {
  let value: unknown = document
  for (const segment of path.segments) {
    value = isFields(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
    if (Array.isArray(value)) throw EngineError.notSupported(`${use} on an array`, path.name)
  }
  return value
}
