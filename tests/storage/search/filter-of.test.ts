/** Filters mean what the clause says: each is compared with `fhir/search/matches` over random rows. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { filterOf } from '#storage/search/filter-of.ts'
import { clause, means } from './clauses.ts'
import { holds, rows } from './rows.ts'

describe('storage/search/filter-of', () => {
  it('law: selects exactly the rows that the clause means', () => {
    fc.assert(
      fc.property(rows, clause, (all, asked) => {
        const filter = filterOf(asked, 'Observation')
        for (const row of all)
          assert.equal(holds(filter, row), means(asked, row), JSON.stringify(filter))
      }),
      { numRuns: 1_500 },
    )
  })

  it('law: emits the closed list alone, and no empty list', () => {
    const known = new Set([
      '$in',
      '$gt',
      '$gte',
      '$lt',
      '$lte',
      '$elemMatch',
      '$and',
      '$or',
      '$nor',
      '$regex',
    ])
    fc.assert(
      fc.property(clause, (asked) => {
        walk(filterOf(asked, 'Observation'), (key, value) => {
          if (key.startsWith('$')) assert.ok(known.has(key), key)
          if (Array.isArray(value)) assert.notEqual(value.length, 0, key)
          assert.notEqual(value, null)
        })
      }),
    )
  })

  it('takes text as a literal, never as a pattern', () => {
    const values = [{ folded: '.*', original: '.*' }]
    const filter = filterOf({ kind: 'string', param: 'p', match: 'starts', values }, 'Patient')
    assert.deepEqual(filter, { str: { $regex: String.raw`^p${'\u001f'}\.\*` } })
  })
})

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    visit(key, inner)
    walk(inner, visit)
  }
}
