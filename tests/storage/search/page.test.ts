/** Pages in any order: put together they are the whole sorted list, each row once. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { SortKey } from '#fhir/search/request.ts'
import { orderOf } from '#storage/search/order.ts'
import { findPage } from '#storage/search/page.ts'
import { comparePositions, type Position, positionOf } from '#storage/search/position.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { finderOver, rows, sortKeys } from './rows.ts'

async function walk(all: readonly ResourceRow[], sort: SortKey[], limit: number) {
  const order = orderOf(sort, 'date')
  const seen: ResourceRow[] = []
  let after: Position | undefined
  do {
    const page = await findPage(finderOver(all), {
      filter: { t: 'Observation' },
      order,
      limit,
      ...(after === undefined ? {} : { after }),
    })
    assert.ok(page.rows.length <= limit)
    seen.push(...page.rows)
    after = page.next
    if (after !== undefined) assert.equal(page.rows.length, limit)
  } while (after !== undefined)
  return { order, seen }
}

describe('storage/search/page', () => {
  it('law: all pages together are the sorted list', async () => {
    await fc.assert(
      fc.asyncProperty(rows, sortKeys, fc.integer({ min: 1, max: 4 }), async (all, sort, limit) => {
        const { order, seen } = await walk(all, sort, limit)
        const sorted = [...all].sort((a, b) =>
          comparePositions(positionOf(a, order), positionOf(b, order), order),
        )
        assert.deepEqual(
          seen.map((row) => row._id),
          sorted.map((row) => row._id),
        )
      }),
      { numRuns: 400 },
    )
  })

  it('without keys the oldest comes first', () => {
    assert.deepEqual(orderOf([]), [{ field: 'lu', descending: false, always: true }])
  })

  it('asks for nothing behind a stamp, which decides alone', () => {
    const order = orderOf([
      { param: '_lastUpdated', descending: false },
      { param: 'code', descending: false },
    ])
    assert.deepEqual(
      order.map((column) => column.field),
      ['lu'],
    )
  })

  it('refuses a position that was made for another order', async () => {
    const order = orderOf([{ param: 'p', descending: false }])
    for (const after of [[], [1], [1, null], [1, 2, 'x']])
      await assert.rejects(
        findPage(finderOver([]), { filter: {}, order, limit: 1, after }),
        (error: Error) => error.name === 'OutcomeError',
      )
  })
})
