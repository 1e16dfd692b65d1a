/** The law's clauses as filters: the same verdict on every item (law 11 of consent.md, the half that storage owns). */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Clause, holds as means } from '#policy/clause.ts'
import type { Item } from '#policy/item.ts'
import { type Condition, conditionFilter } from '#storage/search/condition.ts'
import { holds, rowOf, rows } from './rows.ts'

const value = fc.constantFrom('a', 'b', 'c')
const leaf: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    is: fc.constant('in' as const),
    column: fc.constantFrom('sen', 'cod', 'rec', 't', 'hold'),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    is: fc.constantFrom('gt', 'gte', 'lt', 'lte'),
    column: fc.constant('con' as const),
    value: fc.nat(5),
  }),
  fc.record({ is: fc.constant('present' as const), column: fc.constantFrom('hold', 'reg') }),
  fc.constant<Clause>({ is: 'in', column: '_id', values: ['Observation/1'] }),
)
const { clause } = fc.letrec<{ clause: Clause }>((tie) => ({
  clause: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      is: fc.constantFrom('and', 'or', 'nor'),
      of: fc.array(tie('clause'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}))
const few = fc.array(value, { maxLength: 2 })
const item = fc
  .record(
    { sen: few, cod: few, rec: few, con: fc.nat(5), hold: value, reg: fc.constant(true) },
    { requiredKeys: ['sen', 'cod', 'rec', 'con'] },
  )
  .chain((given) => fc.nat(2).map((id) => ({ ...given, _id: `Observation/${id}`, t: 'a' })))

describe('storage/search/condition', () => {
  it('law: the filter selects exactly the items of which the clause holds', () => {
    fc.assert(
      fc.property(clause, item, (asked, row) => {
        const filter = conditionFilter(asked)
        const verdict = filter !== undefined && holds(filter, row)
        assert.equal(verdict, means(asked, { ...row, ref: row._id } as unknown as Item))
      }),
      { numRuns: 2_000 },
    )
  })

  it('has no filter for what nothing matches, and an empty one for everything', () => {
    assert.equal(conditionFilter({ is: 'none' }), undefined)
    assert.deepEqual(conditionFilter({ is: 'all' }), {})
    assert.deepEqual(conditionFilter({ is: 'nor', of: [{ is: 'none' }] }), {})
    assert.equal(conditionFilter({ is: 'nor', of: [{ is: 'all' }] }), undefined)
    assert.equal(conditionFilter({ is: 'and', of: [{ is: 'all' }, { is: 'none' }] }), undefined)
    assert.deepEqual(conditionFilter({ is: 'or', of: [{ is: 'all' }, { is: 'none' }] }), {})
  })

  it('asks versions by the resource they are of', () => {
    const condition: Condition = { is: 'in', column: '_id', values: ['Patient/1'] }
    assert.deepEqual(conditionFilter(condition, 'of'), { of: 'Patient/1' })
  })

  it('splits what one list of the closed list cannot hold', () => {
    const values = Array.from({ length: 10_001 }, (_, index) => `Patient/${index}`)
    const filter = conditionFilter({ is: 'in', column: 'cmp', values }) ?? {}
    assert.equal(Array.isArray(filter.$or) && filter.$or.length, 2)
  })

  it('leaves rows without the column out, and in where none may match', () => {
    const [row] = fc.sample(rows, 1)[0] ?? []
    const one =
      row ??
      rowOf(0, { tok: [], ref: [], strings: [], dat: [], num: [], sd: undefined, s: {}, day: 0 })
    const held = conditionFilter({ is: 'present', column: 'hold' }) ?? {}
    const free = conditionFilter({ is: 'nor', of: [{ is: 'present', column: 'hold' }] }) ?? {}
    assert.equal(holds(held, one), false)
    assert.equal(holds(free, one), true)
  })
})
