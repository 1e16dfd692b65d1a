import assert from 'node:assert/strict'
import type { Documents } from '#storage/embedded/cursor.ts'
import { type FindArgs, pagesOf } from '#storage/embedded/pages.ts'

async function asked(args: FindArgs, batchSize?: number): Promise<FindArgs[]> {
  const calls: FindArgs[] = []
  const find = async (part: FindArgs): Promise<Documents> => {
    calls.push(part)
    const from = calls.length * 10
    return Array.from({ length: calls.length < 3 ? (part.limit ?? 4) : 0 }, (_, n) => ({
      _id: from + n,
    }))
  }
  const pages = pagesOf(find, args, batchSize)
  while (await pages());
  return calls
}

describe('storage/embedded/pages', () => {
  it('goes by keyset where the order is that of _id', async () => {
    const filter = { n: 1 }
    const sort = { _id: -1 }
    const calls = await asked({ filter, sort }, 2)
    assert.deepEqual(calls.slice(0, 2), [
      { filter, sort, limit: 2 },
      { filter: { $and: [filter, { _id: { $lt: 11 } }] }, sort, limit: 2 },
    ])
  })

  it('never asks for more than the limit', async () => {
    const calls = await asked({ filter: {}, limit: 1500 })
    assert.deepEqual(
      calls.map(({ limit }) => limit),
      [1000, 500],
    )
  })

  const whole: readonly FindArgs[] = [
    { filter: { n: 1 } },
    { filter: {}, limit: 20 },
    { filter: {}, sort: { n: 1 } },
    { filter: {}, sort: { n: 1, _id: 1 } },
    { filter: {}, sort: { _id: 1 }, skip: 5 },
    { filter: {}, sort: { _id: 1 }, projection: { _id: 0 } },
    { filter: {}, sort: { _id: 1 }, hint: 'n_1' },
  ]
  for (const args of whole) {
    it(`asks once: ${JSON.stringify(args)}`, async () => {
      assert.deepEqual(await asked(args), [args])
    })
  }
})
