/** Orders: what a sort asks, whether an index delivers it, and how rows compare. */
import { type Access, type Bound, carried, column } from './access.ts'
import { isFields } from './bson.ts'
import { EngineError } from './engine-error.ts'
import { type FieldPath, fieldPath } from './field-path.ts'
import type { Condition } from './filter.ts'
import { compareKeys, type Key } from './keys.ts'

export interface SortField {
  readonly path: FieldPath
  readonly direction: 1 | -1
}

export type Sort = readonly SortField[]

export function parseSort(sort: unknown): Sort {
  if (sort === undefined || sort === null) return []
  if (!isFields(sort)) throw EngineError.badValue('A sort must be an object')
  return Object.entries(sort).map(([name, direction]) => {
    if (direction !== 1 && direction !== -1) {
      throw EngineError.notSupported('sort other than 1 or -1', name)
    }
    return { path: fieldPath(name, 'a sort'), direction }
  })
}

/** Fields in which all that match are equal, with that value: they order nothing. */
export function constantsIn(
  sort: Sort,
  conjuncts: readonly Condition[],
  isScalar: (path: string) => boolean,
): Map<string, Key> {
  const found = new Map<string, Key>()
  for (const { path } of sort) {
    const one = conjuncts.find((each) => each.is === 'eq' && each.path.name === path.name)
    if (one?.is === 'eq' && isScalar(path.name)) found.set(path.name, one.key)
  }
  return found
}

export interface Delivery {
  /** columns of the row in the order asked for */
  readonly columns: readonly { readonly name: string; readonly descending: boolean }[]
  /** the index delivers them so */
  readonly delivered: boolean
  /** lists before them: each combination delivers, all together do not */
  readonly lists: readonly Extract<Bound, { is: 'in' }>[]
}

/** `undefined`: the rows of the index do not hold the values. */
export function deliveryOf(access: Access, sort: Sort): Delivery | undefined {
  const { index, bounds } = access
  const held = carried(index)
  const columns: Delivery['columns'][number][] = []
  for (const { path, direction } of sort) {
    const name = held.get(path.name)
    if (name === undefined) return undefined
    columns.push({ name, descending: direction === -1 })
  }
  const points = bounds.filter((bound) => bound.is !== 'span')
  let reversed: boolean | undefined
  const delivered = sort.every(({ path, direction }, at) => {
    const field = index.fields[points.length + at]
    if (field?.path.name !== path.name) return false
    const against = field.direction !== direction
    reversed ??= against
    return reversed === against
  })
  const lists = bounds.filter((bound) => bound.is === 'in').filter(({ keys }) => keys.length > 1)
  return { columns, delivered, lists }
}

export function orderBy({ columns }: Delivery): string {
  if (columns.length === 0) return ''
  const terms = columns.map(({ name, descending }) => `${column(name)}${descending ? ' DESC' : ''}`)
  return ` ORDER BY ${terms.join(', ')}`
}

export interface Hit {
  readonly rid: number
  readonly keys: readonly Key[]
}

export function comparison(sort: Sort): (left: Hit, right: Hit) => number {
  return (left, right) => {
    for (const [at, { direction }] of sort.entries()) {
      const by = compareKeys(left.keys[at] as Key, right.keys[at] as Key)
      if (by !== 0) return direction * by
    }
    return left.rid - right.rid
  }
}

/** Keeps the first `size` of what it is given, each document once. */
export class Top {
  readonly #size: number
  readonly #compare: (left: Hit, right: Hit) => number
  readonly #seen = new Set<number>()
  #hits: Hit[] = []

  constructor(size: number, compare: (left: Hit, right: Hit) => number) {
    this.#size = size
    this.#compare = compare
  }

  add(hit: Hit): void {
    if (this.#seen.has(hit.rid)) return
    this.#seen.add(hit.rid)
    this.#hits.push(hit)
    if (this.#hits.length > 2 * this.#size + 1_000) this.#cut()
  }

  /** The last one that counts so far, once there are enough. */
  last(): Hit | undefined {
    if (this.#hits.length < this.#size) return undefined
    this.#cut()
    return this.#hits.at(-1)
  }

  take(): readonly Hit[] {
    this.#cut()
    return this.#hits
  }

  #cut(): void {
    this.#hits.sort(this.#compare)
    if (this.#hits.length > this.#size) this.#hits.length = this.#size
  }
}
