/** How an index can serve conjuncts: which columns are sought, which rows are filtered, what is thereby answered exactly. */
import { type Collection, type Index, shape } from './catalogue.ts'
import { type Condition, isLeaf, type Leaf } from './filter.ts'
import {
  columnTest,
  conjunctionOf,
  type Fragment,
  fragment,
  hasTail,
  intersection,
  isOneOf,
  isWithin,
  type Span,
  spanOf,
} from './fragment.ts'
import { arrayRoots } from './index-rows.ts'
import type { Key } from './keys.ts'

export type Bound =
  | { readonly is: 'eq'; readonly column: string; readonly key: Key }
  | { readonly is: 'in'; readonly column: string; readonly keys: readonly Key[] }
  | { readonly is: 'span'; readonly column: string; readonly span: Span }

export interface Access {
  readonly index: Index
  /** on the leading columns: what SQLite seeks */
  readonly bounds: readonly Bound[]
  /** on the rows sought */
  readonly filters: readonly Fragment[]
  /** comparisons that the bounds make */
  readonly sought: ReadonlySet<Leaf>
  /** conjuncts that need no other test */
  readonly served: ReadonlySet<Condition>
  /** one document may have several of these rows */
  readonly repeats: boolean
}

/** Alias of the driving table in every statement. */
export const driver = 'd'

export function column(name: string): string {
  return `${driver}.${name}`
}

/** Several ways into one index where different conjuncts compete for the elements of its array. */
export function accessesOf(index: Index, conjuncts: readonly Condition[]): Access[] {
  const roots = arrayRoots(index)
  const [root] = [...roots.values()].filter((one) => one !== undefined)
  if (root === undefined) return [build(index, conjuncts, roots, new Map())]
  const sources = conjuncts.filter((one) => reachesInto(index, roots, root, one))
  const choices = sources.length === 0 ? [undefined] : sources.slice(0, 16)
  return choices.map((source) => {
    const chosen = new Map<string, Condition | undefined>()
    for (const one of new Set(roots.values())) {
      if (one === undefined) continue
      const first = conjuncts.find((each) => reachesInto(index, roots, one, each))
      chosen.set(one, one === root ? source : first)
    }
    return build(index, conjuncts, roots, chosen)
  })
}

type Roots = ReadonlyMap<string, string | undefined>

function reachesInto(index: Index, roots: Roots, root: string, condition: Condition): boolean {
  return index.fields.some(
    ({ path, column: name }) =>
      roots.get(name) === root && testsOn(path.name, condition).length > 0,
  )
}

/** The comparisons a conjunct makes on one path. */
function testsOn(path: string, condition: Condition): Leaf[] {
  if (isLeaf(condition)) return condition.path.name === path ? [condition] : []
  if (condition.is !== 'element') return []
  const { fields, of } = condition
  const prefix = fields ? `${condition.path.name}.` : ''
  return of.filter(isLeaf).filter((leaf) => prefix + leaf.path.name === path)
}

/**
 * All parts of one `$elemMatch` meet the same row; other conjuncts on an array may be met by different elements, so that
 * only one of them (`chosen`) can speak about the row.
 */
function build(
  index: Index,
  conjuncts: readonly Condition[],
  roots: Roots,
  chosen: ReadonlyMap<string, Condition | undefined>,
): Access {
  const bounds: Bound[] = []
  const filters: Fragment[] = []
  const used = new Set<Leaf>()
  const sought = new Set<Leaf>()
  let seeks = true
  for (const { path, column: name } of index.fields) {
    const root = roots.get(name)
    const speaking =
      root === undefined ? conjuncts : [chosen.get(root)].filter((one) => one !== undefined)
    const tests = speaking.flatMap((one) => testsOn(path.name, one))
    const bound: Bounding | undefined = seeks ? boundOf(name, tests) : undefined
    if (bound) bounds.push(bound.bound)
    for (const test of bound?.covers ?? []) sought.add(test)
    for (const test of tests) {
      used.add(test)
      if (!bound?.covers.has(test)) filters.push(columnTest(column(name), test))
      else if (test.is === 'prefix' && test.tail !== '') filters.push(hasTail(column(name), test))
    }
    seeks = bound !== undefined && bound.bound.is !== 'span'
  }
  const served = new Set(conjuncts.filter((one) => isServed(index, one, used)))
  return { index, bounds, filters, sought, served, repeats: repeats(index, roots, bounds) }
}

interface Bounding {
  readonly bound: Bound
  /** tests that it makes needless, but for the tail of a pattern */
  readonly covers: ReadonlySet<Leaf>
}

function boundOf(name: string, tests: readonly Leaf[]): Bounding | undefined {
  const eq = tests.find((test) => test.is === 'eq')
  if (eq) return { bound: { is: 'eq', column: name, key: eq.key }, covers: new Set([eq]) }
  const list = tests.find((test) => test.is === 'in')
  if (list) return { bound: { is: 'in', column: name, keys: list.keys }, covers: new Set([list]) }
  const ranges = tests.filter((test) => test.is !== 'eq' && test.is !== 'in')
  const [first, ...rest] = ranges
  if (!first) return undefined
  const span = rest.reduce((so, one) => intersection(so, spanOf(one)), spanOf(first))
  return { bound: { is: 'span', column: name, span }, covers: new Set(ranges) }
}

function isServed(index: Index, condition: Condition, used: ReadonlySet<Leaf>): boolean {
  if (isLeaf(condition)) return used.has(condition)
  if (condition.is !== 'element') return false
  const wasPlain = ((index.shapes.get(condition.path.name) ?? 0) & shape.plain) !== 0
  return !wasPlain && condition.of.every((one) => isLeaf(one) && used.has(one))
}

function repeats(index: Index, roots: Roots, bounds: readonly Bound[]): boolean {
  const fixed = new Set(bounds.filter(({ is }) => is === 'eq').map(({ column: name }) => name))
  return index.fields.some(({ column: name }) => roots.get(name) !== undefined && !fixed.has(name))
}

export function boundTest(bound: Bound): Fragment {
  const name = column(bound.column)
  switch (bound.is) {
    case 'eq':
      return fragment(`${name} = ?`, bound.key)
    case 'in':
      return isOneOf(name, bound.keys)
    case 'span':
      return isWithin(name, bound.span)
  }
}

export function rowTest({ bounds, filters }: Access): Fragment {
  return conjunctionOf([...bounds.map(boundTest), ...filters])
}

/** Columns in which every row of a document has the document's one value, by path. */
export function carried(index: Index): Map<string, string> {
  const roots = arrayRoots(index)
  const found = new Map<string, string>()
  for (const { path, column: name } of index.fields) {
    if (roots.get(name) === undefined) found.set(path.name, name)
  }
  return found
}

export function indexesOf(collection: Collection): readonly Index[] {
  return [collection.primary, ...collection.indexes]
}
