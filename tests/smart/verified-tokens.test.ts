/** What is remembered of a token, and for how long: smart.md 5.1. */
import assert from 'node:assert/strict'
import { VerifiedTokens } from '#smart/verified-tokens.ts'

describe('smart/verified-tokens', () => {
  it('verifies once and forgets at exp', () => {
    const tokens = new VerifiedTokens<{ exp: number }>()
    let runs = 0
    const ask = (now: number) =>
      tokens.of('a', now, () => {
        runs++
        return { exp: 10 }
      })
    assert.deepEqual(ask(0), { exp: 10 })
    assert.deepEqual(ask(9_999), { exp: 10 })
    assert.equal(runs, 1)
    assert.equal(ask(10_000), undefined)
    assert.equal(tokens.size, 0)
  })

  it('keeps no refusal', () => {
    const tokens = new VerifiedTokens<{ exp: number }>()
    assert.equal(
      tokens.of('a', 0, () => undefined),
      undefined,
    )
    assert.equal(tokens.size, 0)
    assert.deepEqual(
      tokens.of('a', 0, () => ({ exp: 1 })),
      { exp: 1 },
    )
  })

  it('drops the least recently used first', () => {
    const tokens = new VerifiedTokens<{ exp: number }>(2)
    const runs: string[] = []
    const ask = (token: string) =>
      tokens.of(token, 0, () => {
        runs.push(token)
        return { exp: 1 }
      })
    for (const token of ['a', 'b', 'a', 'c', 'a', 'b']) ask(token)
    assert.deepEqual(runs, ['a', 'b', 'c', 'b'])
    assert.equal(tokens.size, 2)
  })
})
