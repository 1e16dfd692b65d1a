/** Chooses the way to the rows (storage.md 5): which index drives, what probes it, what is tested on the document. */
import { type Access, accessesOf, carried, column, driver, indexesOf, rowTest } from './access.ts'
import type { Collection, Index } from './catalogue.ts'
import { EngineError } from './engine-error.ts'
import type { Condition, Leaf } from './filter.ts'
import { columnTest, type Fragment } from './fragment.ts'
import { arrayRoots } from './index-rows.ts'
import { jsonTest } from './json-test.ts'
import type { Key } from './keys.ts'
import { constantsIn, type Delivery, deliveryOf, type Sort } from './order.ts'
import { probe } from './probe.ts'
import type { Sqlite } from './sqlite.ts'

export interface Plan {
  readonly is: 'path'
  readonly collection: Collection
  /** undefined: every row of the collection */
  readonly access: Access | undefined
  /** indexes looked into, row by row */
  readonly probes: readonly string[]
  /** tests in SQL beside those of the access */
  readonly pushed: readonly Fragment[]
  /** one of them reads the document's text */
  readonly opensDocuments: boolean
  /** what only JavaScript can test */
  readonly residual: readonly Condition[]
  /** without the fields that are constant in it */
  readonly sort: Sort
  readonly constants: ReadonlyMap<string, Key>
  /** undefined: the values to sort by are in the document alone */
  readonly delivery: Delivery | undefined
  /** rows the driver offers, counted up to a cap; undefined if nobody needed to know */
  readonly candidates: number | undefined
}

/** Alternatives, each with its own index; their hits are united. */
export interface Union {
  readonly is: 'union'
  readonly collection: Collection
  readonly branches: readonly Plan[]
  readonly sort: Sort
}

export interface Wish {
  readonly conjuncts: readonly Condition[]
  readonly sort: Sort
  /** the only index that may drive */
  readonly hint?: Index | undefined
}

const few = 128
const many = 2_000
const mostBranches = 64
const mostValues = 8_000

export function planOf(sqlite: Sqlite, collection: Collection, wish: Wish): Plan | Union {
  const { conjuncts, hint } = wish
  const constants = constantsIn(wish.sort, conjuncts, (path) => isScalar(collection, path))
  const sort = wish.sort.filter(({ path }) => !constants.has(path.name))
  const indexes = hint ? [hint] : candidateIndexes(collection, conjuncts, sort)
  const plan = (access: Access | undefined, candidates?: number) =>
    complete(collection, access, { conjuncts, sort, constants }, candidates)
  const usable: Access[] = []
  for (const index of indexes) {
    const accesses = accessesOf(index, conjuncts)
    const perfect = accesses.find((access) => isPerfect(access, conjuncts, sort))
    if (perfect) return plan(perfect)
    usable.push(...accesses)
  }

  const sought = widest(usable, sort)
  const alternatives = hint ? [] : conjuncts.filter(({ is }) => is === 'or')
  const [only] = sought
  if (only && sought.length === 1 && alternatives.length === 0 && delivers(only, sort)) {
    return plan(only)
  }
  const rare = rarest(sqlite, sought, few)
  if (rare) return plan(rare.access, rare.rows)
  const union = alternatives.length > 0 ? unionOf(sqlite, collection, wish) : undefined
  if (union) return union
  const small = rarest(sqlite, sought, many)
  if (small) return plan(small.access, small.rows)

  const [walk] = usable.filter((access) => sort.length > 0 && delivers(access, sort)).sort(byServed)
  const [largest] = sought.toSorted(byServed)
  const chosen = walk ?? largest ?? (hint && usable[0])
  return plan(chosen, chosen && chosen.bounds.length > 0 ? many : undefined)
}

/** Those that begin with a field that is asked for, or sorted by. */
function candidateIndexes(
  collection: Collection,
  conjuncts: readonly Condition[],
  sort: Sort,
): readonly Index[] {
  const [first] = sort
  return indexesOf(collection).filter(({ fields }) => {
    const name = fields[0]?.path.name
    return name === first?.path.name || conjuncts.some((one) => speaksOf(one, name))
  })
}

function speaksOf(condition: Condition, name: string | undefined): boolean {
  if (!('path' in condition) || name === undefined) return false
  const own = condition.path.name
  return own === name || (condition.is === 'element' && name.startsWith(`${own}.`))
}

/** Answers all, in order, each document once: what is read is what is wanted. */
function isPerfect(access: Access, conjuncts: readonly Condition[], sort: Sort): boolean {
  const { bounds, index, repeats, served } = access
  if (bounds.length === 0 || repeats || served.size < conjuncts.length) return false
  const isPoint = bounds.length === index.fields.length && bounds.every(({ is }) => is === 'eq')
  if (sort.length === 0 || (index.unique && isPoint)) return true
  return delivers(access, sort) && bounds.every(({ is }) => is !== 'in')
}

function delivers(access: Access, sort: Sort): boolean {
  return sort.length === 0 || deliveryOf(access, sort)?.delivered === true
}

function byServed(left: Access, right: Access): number {
  return right.served.size - left.served.size
}

/** Without those that seek by less than another does: they can only have more rows. The better ones come first. */
function widest(accesses: readonly Access[], sort: Sort): Access[] {
  const ordered = accesses
    .filter(({ bounds }) => bounds.length > 0)
    .toSorted(
      (left, right) =>
        right.sought.size - left.sought.size ||
        Number(delivers(right, sort)) - Number(delivers(left, sort)) ||
        byServed(left, right),
    )
  const kept: Access[] = []
  for (const access of ordered) {
    const isLess = kept.some(({ sought }) => [...access.sought].every((one) => sought.has(one)))
    if (!isLess) kept.push(access)
  }
  return kept
}

/** The one with the fewest rows, if they are below the cap. */
function rarest(sqlite: Sqlite, accesses: readonly Access[], cap: number) {
  let found: { readonly access: Access; readonly rows: number } | undefined
  for (const access of accesses) {
    const rows = candidatesOf(sqlite, access, found?.rows ?? cap)
    if (rows < (found?.rows ?? cap)) found = { access, rows }
  }
  return found
}

export function candidatesOf(sqlite: Sqlite, access: Access, cap: number): number {
  const { sql, values } = rowTest({ ...access, filters: [] })
  const rows = `SELECT 1 FROM ${access.index.table} ${driver} WHERE ${sql} LIMIT ?`
  return Number(sqlite.get(`SELECT count(*) FROM (${rows})`, ...values, cap)?.[0])
}

function complete(
  collection: Collection,
  access: Access | undefined,
  { conjuncts, sort, constants }: Pick<Plan, 'sort' | 'constants'> & Pick<Wish, 'conjuncts'>,
  candidates: number | undefined,
): Plan {
  const probed = new Set<string>()
  const pushed: Fragment[] = []
  const residual: Condition[] = []
  const held = access ? carried(access.index) : new Map<string, string>()
  const shortcut = (leaf: Leaf): Fragment | undefined => {
    const own = held.get(leaf.path.name)
    if (own !== undefined) return columnTest(column(own), leaf)
    const found = access && probe(collection, access, leaf, conjuncts)
    if (found) probed.add(found.index.name)
    return found?.test
  }
  const source = {
    json: `${documentsOf(access)}.doc`,
    apart: new Set(collection.textField ? [collection.textField] : []),
    shortcut,
  }
  for (const one of conjuncts) {
    if (access?.served.has(one)) continue
    const test = jsonTest(one, source)
    if (test && test.values.length <= mostValues) pushed.push(test)
    else residual.push(one)
  }
  // looks into an index before tests that need the document
  pushed.sort((left, right) => Number(reads(left, source.json)) - Number(reads(right, source.json)))
  const opensDocuments = pushed.some((one) => reads(one, source.json))
  const delivery = access ? deliveryOf(access, sort) : sort.length === 0 ? nothing : undefined
  const probes = [...probed]
  return {
    is: 'path',
    collection,
    access,
    probes,
    pushed,
    opensDocuments,
    residual,
    sort,
    constants,
    delivery,
    candidates,
  }
}

/** Values are bound: the name stands in the SQL only where it is read. */
function reads({ sql }: Fragment, json: string): boolean {
  return sql.includes(json)
}

/** Alias of the table with the documents: the driver itself, unless that is an index. */
export function documentsOf(access: Access | undefined): string {
  return access && !access.index.primary ? 'c' : driver
}

const nothing: Delivery = { columns: [], delivered: true, lists: [] }

/** The first `$or` of which every alternative finds an index by a condition of its own. */
function unionOf(sqlite: Sqlite, collection: Collection, wish: Wish): Union | undefined {
  for (const either of wish.conjuncts) {
    if (either.is !== 'or' || either.of.length > mostBranches) continue
    const others = wish.conjuncts.filter((one) => one !== either)
    const wishes = either.of.map((branch) => {
      const own = branch.is === 'and' ? branch.of : [branch]
      return { own, conjuncts: [...own, ...others] }
    })
    const isIndexed = wishes.every(({ own, conjuncts }) =>
      indexesOf(collection)
        .flatMap((index) => accessesOf(index, conjuncts))
        .some((access) => own.some((one) => isSought(access, one))),
    )
    if (!isIndexed) continue
    const plans = wishes.map(({ conjuncts }) =>
      planOf(sqlite, collection, { conjuncts, sort: wish.sort }),
    )
    const branches = plans.flatMap((plan) => (plan.is === 'union' ? plan.branches : [plan]))
    return { is: 'union', collection, branches, sort: wish.sort }
  }
  return undefined
}

function isSought(access: Access, condition: Condition): boolean {
  const names = new Set(access.bounds.map(({ column: name }) => name))
  const sought = access.index.fields.filter(({ column: name }) => names.has(name))
  const touches = (path: string) => sought.some((field) => field.path.name === path)
  if (!('path' in condition)) return false
  if (condition.is !== 'element')
    return access.served.has(condition) && touches(condition.path.name)
  return sought.some(({ path }) => path.name.startsWith(`${condition.path.name}.`))
}

/** An index that knows the path tells; without one nobody does. */
function isScalar(collection: Collection, name: string): boolean {
  return indexesOf(collection).some((index) =>
    index.fields.some(
      ({ path, column: own }) => path.name === name && arrayRoots(index).get(own) === undefined,
    ),
  )
}

export function hinted(collection: Collection, hint: unknown): Index | undefined {
  if (hint === undefined || hint === null) return undefined
  const found = indexesOf(collection).find(({ name, fields }) => {
    const pattern = Object.fromEntries(fields.map(({ path, direction }) => [path.name, direction]))
    return typeof hint === 'string'
      ? hint === name
      : JSON.stringify(hint) === JSON.stringify(pattern)
  })
  if (!found) throw EngineError.badValue('hint provided does not correspond to an existing index')
  return found
}
