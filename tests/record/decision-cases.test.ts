/**
 * The 104 cases of consent.md section 12 through the compiled query: the case's item is a stored row, the law a filter,
 * and the store's answer the verdict. None waits.
 */
import assert from 'node:assert/strict'
import { decide } from '#policy/consent/decide.ts'
import type { Context } from '#policy/context.ts'
import type { Directives } from '#policy/directives.ts'
import type { Item } from '#policy/item.ts'
import { type AcrossOptions, restrictAcross } from '#policy/restrict-across.ts'
import { combine } from '#storage/search/combine.ts'
import { conditionFilter } from '#storage/search/condition.ts'
import type { ResourceRow, Storage } from '#storage/storage.ts'
import {
  contextOfCase,
  decisionCases,
  directivesOfCase,
  itemOfCase,
} from '#tests/policy/decision-case.ts'
import { rowFor, sharedStore } from '#tests/storage/store.ts'

describe('decision cases through the query', () => {
  const cases = decisionCases()
  const store = sharedStore()

  it('are all 104 there (skipped where the shared data are absent)', function () {
    if (cases.length === 0) this.skip()
    assert.equal(cases.length, 104)
  })

  for (const one of cases) {
    const { no, desc, expect, rule } = one
    const context = contextOfCase(one)
    const item = itemOfCase(one)
    const law = directivesOfCase(one)
    const permitted = expect === 'permit'

    it(`${no} ${desc}: ${expect} (${rule})`, async () => {
      const { storage } = store()
      const row = await stored(storage, item, no)
      const together = item.cmp.length > 1 ? [item.cmp] : []
      const known = { complete: true, type: item.t } as const
      try {
        assert.equal(await isFound(storage, row, context, law, { together }), permitted)
        assert.equal(await isFound(storage, row, context, law, known), permitted)
        // the row as it came back says to the function what the item said
        const back = await storage.read(row._id)
        const again = back === undefined ? undefined : { ...back, ref: back._id }
        assert.equal(again && decide(context, again, law).decision, expect)
      } finally {
        await removed(storage, row)
      }
    })
  }
})

/** Versions count up from the case's number, since many cases ask for the same item. */
async function stored(storage: Storage, item: Item, no: number): Promise<ResourceRow> {
  const { ref, ...columns } = item
  const row = rowFor(storage, ref, { ...columns, n: no * 10 })
  await storage.transact((transaction) => transaction.insert([row]))
  return row
}

async function removed(storage: Storage, row: ResourceRow): Promise<void> {
  const { json: _text, sk: _key, tok, ref, str, stx, dat, num, s, sd, ...columns } = row
  const n = row.n + 1
  const tombstone = { ...columns, _id: `${row._id}/${n}`, of: row._id, n, del: true }
  await storage.transact((transaction) => transaction.remove(row, tombstone))
}

async function isFound(
  storage: Storage,
  row: ResourceRow,
  context: Context,
  law: ReadonlyMap<string, Directives>,
  options: AcrossOptions,
): Promise<boolean> {
  const restriction = conditionFilter(restrictAcross(context, law, options))
  if (restriction === undefined) return false
  const filter = combine([{ t: row.t }, restriction])
  const found = await storage.find(filter)
  assert.equal(await storage.count(filter), found.length)
  return found.some((one) => one._id === row._id)
}
