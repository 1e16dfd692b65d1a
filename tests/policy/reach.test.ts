/** Reach (consent.md 8.5) is a superset: whoever it does not find is as if she had said nothing. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { holds } from '#policy/clause.ts'
import { decide } from '#policy/consent/decide.ts'
import type { Context } from '#policy/context.ts'
import { type Directives, defaultSettings } from '#policy/directives.ts'
import { reachOf, reachOfAuthorities } from '#policy/reach.ts'
import { restrictAcross } from '#policy/restrict-across.ts'
import { context } from './random-context.ts'
import { item } from './random-item.ts'
import { consent, lawFrom, settings } from './random-law.ts'

describe('reach', () => {
  it('finds every patient whose directives matter to the asker', () => {
    let left = 0
    fc.assert(
      fc.property(
        context,
        fc.array(consent, { maxLength: 3 }),
        settings,
        fc.array(item, { minLength: 3, maxLength: 6 }),
        (asks, consents, said, items) => {
          // holds and sessions concern patients whom the request itself names
          const { emergency: _emergency, ...looking } = { ...asks, action: 'access' as const }
          const law = lawFrom(consents, { ...said, longestHold: 0 })
          const found = new Map([...law].filter(([, one]) => isReached(looking, one)))
          left += law.size - found.size
          const together = items.map((one) => one.cmp).filter((cmp) => cmp.length > 1)
          const clause = restrictAcross(looking, found, { together })
          for (const one of items) {
            const { decision, rule } = decide(looking, one, law)
            assert.equal(holds(clause, one), decision === 'permit', rule)
          }
        },
      ),
      { numRuns: 1000 },
    )
    assert.ok(left > 50, `${left} patients were left out`)
  })
})

function isReached(asks: Context, directives: Directives): boolean {
  const rows = [
    ...directives.consents.flatMap((rule) => reachOf(rule)),
    ...directives.consents.slice(0, 1).flatMap((rule) => reachOf(rule, directives)),
    ...reachOfAuthorities(directives.authorities),
    ...(directives.posture === defaultSettings.posture ? [] : postureRows(directives)),
  ]
  return rows.some(({ actor }) => actor === '*' || asks.actors.has(actor))
}

/** The rows that the posture Consent itself leaves behind. */
function postureRows(directives: Directives) {
  const quiet = { counts: false } as Directives['consents'][number]
  return reachOf(quiet, directives)
}
