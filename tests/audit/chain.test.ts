/** The hash chain: every change of a line, and of what stood before it, changes its digest. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonical, digest, genesis } from '#audit/chain.ts'

const line = { id: 'a1', at: '2026-01-02T03:04:05.678Z', who: 'Patient/1', patients: ['Patient/1'] }

describe('audit/chain', () => {
  it('gives a SHA-256 in hexadecimal', () => {
    assert.match(digest(genesis, line), /^[0-9a-f]{64}$/)
  })

  it('does not depend on the order of members', () => {
    const turned = Object.fromEntries(Object.entries(line).reverse())
    assert.equal(digest(genesis, turned), digest(genesis, line))
  })

  it('depends on the order of values in a list', () => {
    const one = digest(genesis, { patients: ['Patient/1', 'Patient/2'] })
    assert.notEqual(one, digest(genesis, { patients: ['Patient/2', 'Patient/1'] }))
  })

  it('depends on what stood before', () => {
    assert.notEqual(digest(digest(genesis, line), line), digest(genesis, line))
  })

  it('takes a member without value as no member', () => {
    assert.equal(canonical({ a: 1, b: undefined }), canonical({ a: 1 }))
  })

  it('tells texts apart that look alike when joined', () => {
    assert.notEqual(canonical({ a: 'x","b":"y' }), canonical({ a: 'x', b: 'y' }))
  })

  it('law: canonical text is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const back: unknown = JSON.parse(canonical(value))
        assert.deepEqual(back, JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('law: two lines have one digest only if they are one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const same = canonical(left) === canonical(right)
        assert.equal(digest(genesis, { left }) === digest(genesis, { left: right }), same)
      }),
    )
  })
})
