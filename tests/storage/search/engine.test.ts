/** The same clauses, orders and pages through the embedded engine: what it finds is what they mean. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { combine } from '#storage/search/combine.ts'
import { filterOf } from '#storage/search/filter-of.ts'
import { orderOf } from '#storage/search/order.ts'
import { findPage } from '#storage/search/page.ts'
import { comparePositions, type Position, positionOf } from '#storage/search/position.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { sharedStore } from '../store.ts'
import { clause, means } from './clauses.ts'
import { entries, rowOf, sortKeys } from './rows.ts'

const amount = 60

describe('storage/search on the embedded engine', () => {
  const store = sharedStore()
  const all: ResourceRow[] = []
  const ids = (rows: readonly ResourceRow[]) => rows.map((row) => row._id)

  before('store random rows', async () => {
    const made = fc.sample(entries, { numRuns: amount, seed: 7 })
    all.push(...made.map((given, index) => rowOf(index, given)))
    await store().storage.transact((transaction) => transaction.insert(all))
  })

  it('law: finds and counts exactly what the clauses mean', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(clause, { minLength: 1, maxLength: 2 }), async (clauses) => {
        const { storage } = store()
        const filters = clauses.map((one) => filterOf(one, 'Observation'))
        const filter = combine([{ t: 'Observation' }, ...filters])
        const meant = all.filter((row) => clauses.every((one) => means(one, row)))
        const newest = meant.toSorted((a, b) => (a.lu < b.lu ? 1 : -1))
        assert.deepEqual(ids(await storage.find(filter, { sort: { lu: -1 } })), ids(newest))
        assert.equal(await storage.count(filter), meant.length)
      }),
      { numRuns: 400 },
    )
  })

  it('law: all pages together are the sorted list', async () => {
    await fc.assert(
      fc.asyncProperty(sortKeys, fc.integer({ min: 5, max: 40 }), async (keys, limit) => {
        const order = orderOf(keys, 'date')
        const seen: ResourceRow[] = []
        let after: Position | undefined
        do {
          const request = { filter: { t: 'Observation' }, order, limit }
          const page = await findPage(
            store().storage.find,
            after === undefined ? request : { ...request, after },
          )
          seen.push(...page.rows)
          after = page.next
        } while (after !== undefined)
        const sorted = all.toSorted((a, b) =>
          comparePositions(positionOf(a, order), positionOf(b, order), order),
        )
        assert.deepEqual(ids(seen), ids(sorted))
      }),
      { numRuns: 100 },
    )
  })
})
