/** The 104 cases of consent.md section 12, through the pure function and through the compiled clause. None waits. */
import assert from 'node:assert/strict'
import { holds } from '#policy/clause.ts'
import { decide } from '#policy/consent/decide.ts'
import { restrict } from '#policy/restrict.ts'
import { restrictAcross } from '#policy/restrict-across.ts'
import { contextOfCase, decisionCases, directivesOfCase, itemOfCase } from './decision-case.ts'

describe('decision cases', () => {
  const cases = decisionCases()

  it('are all 104 there (skipped where the shared data are absent)', function () {
    if (cases.length === 0) this.skip()
    assert.equal(cases.length, 104)
  })

  for (const one of cases) {
    const { no, desc, expect, rule } = one
    const context = contextOfCase(one)
    const item = itemOfCase(one)
    const law = directivesOfCase(one)

    it(`${no} ${desc}: ${expect} (${rule})`, () => {
      const decision = decide(context, item, law)
      assert.equal(decision.decision, expect, `answered by ${decision.rule}`)
      // `why` names the branch that answers: `R18b permit C41`, `R16 owner`, `R19 open-care`
      assert.equal(decision.rule, one.why.split(' ')[0])
    })

    it(`${no} as a clause`, () => {
      const permitted = expect === 'permit'
      const together = item.cmp.length > 1 ? [item.cmp] : []
      assert.equal(holds(restrictAcross(context, law, { together }), item), permitted)
      assert.equal(
        holds(restrictAcross(context, law, { complete: true, type: item.t }), item),
        permitted,
      )
      if (item.cmp.length > 0)
        assert.equal(holds(restrict(context, 'Patient/p1', law, { together }), item), permitted)
    })
  }
})
