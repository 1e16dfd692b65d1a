/** Law 11: the compiled clause holds for exactly the items that the function permits (consent.md section 6). */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { holds } from '#policy/clause.ts'
import { decide } from '#policy/consent/decide.ts'
import { noDirectives } from '#policy/directives.ts'
import { restrict } from '#policy/restrict.ts'
import { restrictAcross } from '#policy/restrict-across.ts'
import { context } from './random-context.ts'
import { item } from './random-item.ts'
import { consent, lawFrom, settings } from './random-law.ts'

const world = fc.record({
  context,
  consents: fc.array(consent, { maxLength: 3 }),
  settings,
  items: fc.array(item, { minLength: 4, maxLength: 8 }),
})

describe('filter equals function', () => {
  it('filter_equals_function, over 3,000 random worlds', () => {
    let permits = 0
    let total = 0
    fc.assert(
      fc.property(world, ({ context: asks, consents, settings: said, items }) => {
        const law = lawFrom(consents, said)
        const together = items.map((one) => one.cmp).filter((cmp) => cmp.length > 1)
        const complete = new Map(law)
        for (const patient of items.flatMap((one) => one.cmp))
          if (!complete.has(patient)) complete.set(patient, noDirectives(patient))
        const across = restrictAcross(asks, law, { together })
        const known = restrictAcross(asks, complete, { complete: true })
        const whole = restrictAcross(asks, law, { together, stub: false })
        for (const one of items) {
          const decision = decide(asks, one, law)
          const permitted = decision.decision === 'permit'
          total++
          if (permitted) permits++
          assert.equal(holds(across, one), permitted, `across: ${decision.rule}`)
          assert.equal(holds(known, one), permitted, `complete: ${decision.rule}`)
          const typed = restrictAcross(asks, law, { together, type: one.t })
          assert.equal(holds(typed, one), permitted, `typed: ${decision.rule}`)
          const { obligations } = { obligations: [], ...decision } as {
            obligations: readonly string[]
          }
          const part = obligations.includes('stub') || obligations.includes('own-part')
          assert.equal(holds(whole, one), permitted && !part, `whole: ${decision.rule}`)
          if (one.t === 'Group') continue
          for (const patient of one.cmp) {
            assert.equal(holds(restrict(asks, patient, law, { together }), one), permitted)
            const hers = restrict(asks, patient, complete, { complete: true, type: one.t })
            assert.equal(holds(hers, one), permitted)
          }
        }
      }),
      { numRuns: 3000 },
    )
    // a world in which nothing or everything is open would prove nothing
    assert.ok(
      permits > total / 10 && permits < (total * 9) / 10,
      `${permits} of ${total} permitted`,
    )
  })

  it('forgetting who else owns an item only hides', () => {
    fc.assert(
      fc.property(world, ({ context: asks, consents, settings: said, items }) => {
        const law = lawFrom(consents, said)
        const clause = restrictAcross(asks, law)
        for (const one of items)
          if (holds(clause, one)) assert.equal(decide(asks, one, law).decision, 'permit')
      }),
      { numRuns: 500 },
    )
  })
})
