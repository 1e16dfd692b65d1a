/** The rows a document has in an index: one per element of the one array it may hold. */
import { type Fields, isFields } from './bson.ts'
import { type Index, shape } from './catalogue.ts'
import { EngineError } from './engine-error.ts'
import { isVague, type Key, keyOf, lowest, rowText } from './keys.ts'

/** @param note is told of a shape that no document of the index has had before */
export function indexRows(
  index: Index,
  document: Fields,
  note: (path: string, bit: number) => void,
): Key[][] {
  const { fields } = index
  const fixed: Key[] = new Array(fields.length)
  /** columns that lead into the array, with the rest of their path */
  const inArray: {
    readonly at: number
    readonly rest: readonly string[]
    readonly name: string
  }[] = []
  let root: string | undefined
  let elements: readonly unknown[] = []
  for (let at = 0; at < fields.length; at++) {
    const { segments, name } = (fields[at] as Index['fields'][number]).path
    let value: unknown = document
    let step = 0
    for (; step < segments.length; step++) {
      const segment = segments[step] as string
      value = isFields(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
      if (value === undefined) break
      const prefix = step + 1 === segments.length ? name : segments.slice(0, step + 1).join('.')
      const bit = Array.isArray(value) ? shape.array : shape.plain
      if (((index.shapes.get(prefix) ?? 0) & bit) === 0) note(prefix, bit)
      if (!Array.isArray(value)) continue
      if (root !== undefined && root !== prefix) throw parallel(root, prefix)
      root = prefix
      elements = value
      inArray.push({ at, rest: segments.slice(step + 1), name })
      break
    }
    fixed[at] = inArray.at(-1)?.at === at ? lowest : keyOf(value)
  }
  if (root === undefined || elements.length === 0) return [fixed]
  return elements.map((element) => {
    const row = fixed.slice()
    for (const { at, rest, name } of inArray) row[at] = elementKey(element, rest, name, index, note)
    return row
  })
}

function elementKey(
  element: unknown,
  rest: readonly string[],
  name: string,
  index: Index,
  note: (path: string, bit: number) => void,
): Key {
  let value = element
  for (let step = 0; ; step++) {
    if (Array.isArray(value))
      throw EngineError.notSupported('an array within an array in an index', name)
    const segment = rest[step]
    if (segment === undefined) break
    value = isFields(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
  }
  // `$elemMatch` on this very path wants an array there, and the row alone does not tell
  if (rest.length > 0 && value !== undefined) noteInner(name, index, note)
  return keyOf(value)
}

function noteInner(name: string, index: Index, note: (path: string, bit: number) => void): void {
  if (((index.shapes.get(name) ?? 0) & shape.plain) === 0) note(name, shape.plain)
}

/** https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/#compound-multikey-indexes */
function parallel(one: string, other: string): EngineError {
  const message = `cannot index parallel arrays [${other}] [${one}]`
  return new EngineError('CannotIndexParallelArrays', message)
}

/** Each row once, by its text. */
export function distinctRows(index: Index, rows: readonly Key[][]): Map<string, Key[]> {
  if (index.unique && rows.some((row) => row.some(isVague))) {
    throw EngineError.notSupported(`a sub-document in the unique index ${index.name}`)
  }
  return new Map(rows.map((row) => [rowText(row), row]))
}

/** The array each column lies in, if there ever was one: the outermost. */
export function arrayRoots(index: Index): ReadonlyMap<string, string | undefined> {
  // bits are only ever added: as long as their sum stays, so do the roots
  const seen = [...index.shapes.values()].reduce((sum, bits) => sum + bits, 0)
  const known = roots.get(index)
  if (known?.seen === seen) return known.columns
  const columns = new Map(
    index.fields.map(({ path, column }) => [column, rootOf(index, path.segments)]),
  )
  roots.set(index, { seen, columns })
  return columns
}

interface Roots {
  readonly seen: number
  readonly columns: ReadonlyMap<string, string | undefined>
}

const roots = new WeakMap<Index, Roots>()

function rootOf(index: Index, segments: readonly string[]): string | undefined {
  let prefix = ''
  for (const segment of segments) {
    prefix = prefix === '' ? segment : `${prefix}.${segment}`
    if (((index.shapes.get(prefix) ?? 0) & shape.array) !== 0) return prefix
  }
  return undefined
}
