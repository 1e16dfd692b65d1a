/** Stamps: unique, rising, and true to the clock where it lets them be. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { millisOf, tickOf } from '#fhir/tick.ts'
import { stampClock } from '#storage/stamp.ts'

const start = Date.UTC(2026, 0, 2)

describe('storage/stamp', () => {
  it('is 14 characters: tick, slot, counter', () => {
    const { lu, millis } = stampClock({ clock: () => start, slot: () => 5 })()
    assert.equal(lu, `${tickOf(start)}4--`)
    assert.equal(millis, start)
  })

  it('says the millisecond that its tick says', () => {
    const stamp = stampClock({ clock: () => start + 0.7, slot: () => 0 })
    for (let count = 0; count < 5_000; count++) {
      const { lu, millis } = stamp()
      assert.equal(millisOf(lu), millis)
    }
  })

  it('goes on rising beyond the counter within one millisecond', () => {
    const stamp = stampClock({ clock: () => start, slot: () => 63 })
    let last = ''
    for (let count = 0; count < 10_000; count++) {
      const { lu } = stamp()
      assert.ok(lu > last)
      last = lu
    }
    assert.equal(millisOf(last), start + 2)
  })

  it('starts behind the newest one stored', () => {
    const after = `${tickOf(start + 60_000)}zzz`
    const { lu, millis } = stampClock({ clock: () => start, slot: () => 0, after })()
    assert.ok(lu > after)
    assert.equal(millis, start + 60_001)
  })

  it('law: rises whatever clock and slot do', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(63)), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(steps, (moves) => {
        let now = start
        let slot = 0
        const stamp = stampClock({ clock: () => now, slot: () => slot })
        let last = ''
        for (const [move, holder] of moves) {
          now += move
          slot = holder
          const { lu } = stamp()
          assert.ok(lu > last)
          assert.equal(lu.charCodeAt(11), tickAlphabet.charCodeAt(holder))
          last = lu
        }
      }),
    )
  })
})

const tickAlphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
