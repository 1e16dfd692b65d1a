/** Random documents, filters, sorts, limits, skips and counts against mingo over the plain array (storage.md 9). */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Query } from 'mingo'
import { normalise } from '#storage/embedded/codec.ts'
import { parseFilter } from '#storage/embedded/filter.ts'
import { predicateOf } from '#storage/embedded/match.ts'
import { type Calls, indexesOf, memory } from './engine-calls.ts'

type Document = Record<string, unknown>

const strings = ['', 'a', 'ab', 'abc', 'b', 'b\nc', 'ab.c', 'ä', '\ue000', '😀', 'Z', '1']
const text = fc.constantFrom(...strings)
const number = fc.constantFrom(-2, -0.5, 0, 1, 1.5, 2, 3, 1e15, Number.POSITIVE_INFINITY)
const date = fc.constantFrom(0, 1, 86_400_000, -5).map((millis) => new Date(millis))
const scalar = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: number },
  fc.boolean(),
  date,
)
const entry = fc.record({ p: text, lo: number, hi: number }, { requiredKeys: ['p'] })

const document: fc.Arbitrary<Document> = fc.record(
  {
    t: fc.constantFrom('x', 'y'),
    /** a scalar, an array, null or nothing */
    any: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant(null)),
    tok: fc.array(text, { maxLength: 4 }),
    cmp: fc.array(fc.constantFrom('p', 'q', 'r'), { maxLength: 2 }),
    dat: fc.array(entry, { maxLength: 3 }),
    /** an object in some, an array in others */
    mix: fc.oneof(entry, fc.array(entry, { maxLength: 2 })),
    con: fc.integer({ min: 0, max: 5 }),
    flag: fc.boolean(),
    at: date,
    s: fc.record({ a: fc.oneof(text, number), '-b': text }, { requiredKeys: [] }),
  },
  { requiredKeys: ['t', 'con'] },
)

/** mingo compares UTF-16 units: between U+E000 and an astral character it would answer otherwise. */
const limit = fc.constantFrom(...strings.filter((one) => one < '\ud800'))
const comparisons = fc.constantFrom('$gt', '$gte', '$lt', '$lte')
const range = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    fc.tuple(comparisons, value).map(([operator, one]) => ({ [operator]: one })),
    fc.tuple(value, value).map(([low, high]) => ({ $gte: low, $lt: high })),
  )
const pattern = fc.tuple(text, fc.option(text, { nil: undefined })).map(([head, tail]) => ({
  $regex: `^${escaped(head)}${tail === undefined ? '' : `.*${escaped(tail)}`}`,
}))
const test = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 4, arbitrary: value },
    value.map((one) => ({ $eq: one })),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((all) => ({ $in: all })),
    range(fc.oneof(limit, number)),
    fc.boolean().map((one) => ({ $exists: one })),
  )

const member = fc
  .record(
    { p: fc.oneof(text, pattern), lo: fc.oneof(number, range(number)), hi: range(number) },
    { requiredKeys: ['p'] },
  )
  .chain((all) => fc.constantFrom(all, { ...all, $or: [{ lo: 1 }, { hi: { $gt: 1 } }] }))
const element = fc.oneof(
  fc
    .tuple(fc.constantFrom('dat', 'mix'), member)
    .map(([path, of]) => ({ [path]: { $elemMatch: of } })),
  range(limit).map((of) => ({ tok: { $elemMatch: of } })),
)
const condition = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('x', 'y').map((t) => ({ t })) },
  { weight: 3, arbitrary: test(text).map((tok) => ({ tok })) },
  { weight: 2, arbitrary: pattern.map((tok) => ({ tok })) },
  { weight: 2, arbitrary: test(fc.constantFrom('p', 'q', 'r')).map((cmp) => ({ cmp })) },
  fc.constantFrom('x', 'y').map((t) => ({ t, cmp: { $in: ['p', 'q', 'absent'] } })),
  { weight: 2, arbitrary: test(scalar).map((any) => ({ any })) },
  { weight: 3, arbitrary: element },
  { weight: 2, arbitrary: test(fc.integer({ min: 0, max: 5 })).map((con) => ({ con })) },
  test(fc.boolean())
    .filter((one) => !hasRange(one))
    .map((flag) => ({ flag })),
  fc
    .oneof(
      date,
      range(date),
      date.map((one) => ({ $in: [one] })),
    )
    .map((at) => ({ at })),
  test(fc.oneof(text, number)).map((one) => ({ 's.a': one })),
  test(fc.oneof(text, number)).map((one) => ({ 'dat.p': one })),
  test(number).map((one) => ({ 'mix.lo': one })),
  fc
    .constantFrom('dat', 'mix')
    .chain((path) => range(number).map((one) => ({ [`${path}.hi`]: one }))),
  range(fc.integer({ min: 0, max: 30 })).map((_id) => ({ _id })),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1 })
    .map((ids) => ({ _id: { $in: ids } })),
)

const filter: fc.Arbitrary<Document> = fc.letrec<{ node: Document }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 5, arbitrary: condition },
    {
      weight: 3,
      arbitrary: fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map(($and) => ({ $and })),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
    },
    fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map(($nor) => ({ $nor })),
    fc.tuple(tie('node'), condition).map(([left, right]) => ({ ...left, ...right })),
  ),
})).node

const direction = fc.constantFrom(1 as const, -1 as const)
const sort = fc.option(
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom('t', 'con', 'at', 's.a', 's.-b', 'flag'), { maxLength: 2 }),
      fc.array(direction, { minLength: 3, maxLength: 3 }),
      fc.boolean(),
    )
    .map(([paths, by, alike]): Record<string, 1 | -1> => {
      const fields = [...paths, '_id'].map((path, at) => [path, by[alike ? 0 : at] ?? 1] as const)
      return Object.fromEntries(fields)
    }),
  { nil: undefined },
)

const indexes: Record<string, 1 | -1>[] = [
  { t: 1, tok: 1, con: 1 },
  { t: 1, con: 1 },
  { t: 1, con: -1 },
  { cmp: 1, t: 1, con: 1, _id: 1 },
  { con: 1, _id: 1 },
  { cmp: 1, t: 1, 's.a': 1 },
  { t: 1, 'dat.p': 1, 'dat.lo': 1, 'dat.hi': 1 },
  { 'mix.p': 1, 'mix.lo': 1 },
  { tok: 1 },
  { any: 1 },
  { at: 1, t: 1 },
  { con: 1, at: -1 },
  { flag: 1 },
]
const index = fc.constantFrom(...indexes)

const query = fc.tuple(filter, sort, fc.nat(3), fc.nat(6))
type Asked = readonly [Document, Record<string, 1 | -1> | undefined, number, number]

describe('the embedded engine and mingo', function () {
  this.timeout(60_000)

  it('answer alike on small stores with any indexes', () => {
    fc.assert(
      fc.property(
        fc.array(document, { maxLength: 25 }),
        fc.uniqueArray(index, { maxLength: 5 }),
        fc.array(query, { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (documents, indexes, queries, indexedFirst) => {
          const { engine, call } = memory()
          const stored = numbered(documents)
          if (indexedFirst) call('createIndexes', indexesOf(...indexes))
          call('insertMany', { documents: stored })
          if (!indexedFirst) call('createIndexes', indexesOf(...indexes))
          for (const asked of queries) compareAnswers(call, stored, asked)
          assert.deepEqual(engine.check(), [])
          engine.close()
        },
      ),
      { numRuns: 170 },
    )
  })

  describe('where the planner has to choose', () => {
    const { engine, call } = memory()
    const stored = numbered(fc.sample(document, { numRuns: 2_400, seed: 42 }))
    before(() => {
      call('createIndexes', indexesOf(...indexes))
      call('insertMany', { documents: stored })
    })
    after(() => engine.close())

    it('answer alike', () => {
      fc.assert(
        fc.property(query, (asked) => compareAnswers(call, stored, asked)),
        { numRuns: 80 },
      )
    })

    it('answer alike for the first of several lists', () => {
      const some = (...values: string[]) => fc.subarray(values, { minLength: 2 })
      const lists = fc.tuple(
        some('p', 'q', 'r', 'absent'),
        some('x', 'y', 'z'),
        condition,
        fc.boolean(),
      )
      const listed = fc
        .tuple(lists, direction, fc.integer({ min: 1, max: 40 }))
        .map(([[cmp, t, more, isOpen], by, limit]): Asked => {
          const where = { cmp: { $in: cmp }, t: { $in: t } }
          return [isOpen ? where : { $and: [where, more] }, { con: by, _id: by }, 0, limit]
        })
      fc.assert(
        fc.property(listed, (asked) => compareAnswers(call, stored, asked)),
        { numRuns: 40 },
      )
    })
  })
})

function numbered(documents: readonly Document[]): Document[] {
  return documents.map((one, _id) => normalise({ _id, ...one }) as Document)
}

function compareAnswers(call: Calls['call'], stored: readonly Document[], asked: Asked): void {
  const [where, order, skip, limit] = asked
  const wanted = oracle(stored, where, order)
  const window = wanted.slice(skip, limit === 0 ? undefined : skip + limit)
  const found = call<Document[]>('find', { filter: where, sort: order, skip, limit })
  if (order) {
    assert.deepEqual(call('find', { filter: where, sort: order }), wanted)
    assert.deepEqual(found, window)
  } else {
    assert.deepEqual(byId(call('find', { filter: where })), byId(wanted))
    assert.equal(found.length, window.length)
    assert.equal(new Set(found.map(({ _id }) => _id)).size, window.length)
  }
  assert.equal(call('count', { filter: where }), wanted.length)
  const few = wanted.slice(skip, skip + limit + 1).length
  assert.equal(call('count', { filter: where, skip, limit: limit + 1 }), few)
  assert.deepEqual(byId(stored.filter(predicateOf(parseFilter(where)))), byId(wanted))
}

function byId(documents: readonly Document[]): number[] {
  return documents.map(({ _id }) => _id as number).toSorted((a, b) => a - b)
}

/** mingo, but for what storage.md 10 says of it: order by bytes and by MongoDB's types, `.` that is no line feed alone. */
function oracle(
  documents: readonly Document[],
  where: Document,
  order: Record<string, 1 | -1> | undefined,
) {
  const query = new Query(where as never)
  const found = documents.filter((one) => query.test(one as never))
  return order ? found.toSorted((left, right) => compare(left, right, order)) : found
}

function compare(left: Document, right: Document, order: Record<string, 1 | -1>): number {
  for (const [path, by] of Object.entries(order)) {
    const [a, b] = [ranked(valueIn(left, path)), ranked(valueIn(right, path))]
    const within = a[0] - b[0] || compareWithin(a[1], b[1])
    if (within !== 0) return by * within
  }
  return 0
}

function compareWithin(left: string | number, right: string | number): number {
  if (typeof left === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(String(right)))
  return left < Number(right) ? -1 : left > Number(right) ? 1 : 0
}

function valueIn(document: Document, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, name) => (at as Document | undefined)?.[name], document)
}

function ranked(value: unknown): [number, string | number] {
  if (typeof value === 'number') return [1, value]
  if (typeof value === 'string') return [2, value]
  if (typeof value === 'boolean') return [3, Number(value)]
  return value instanceof Date ? [4, value.getTime()] : [0, 0]
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)
}

function hasRange(one: unknown): boolean {
  return (
    typeof one === 'object' &&
    one !== null &&
    Object.keys(one).some((key) => key.startsWith('$g') || key.startsWith('$l'))
  )
}
