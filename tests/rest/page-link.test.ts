/** smart.md 15, attack 61: a page link is of use to its own caller alone. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { OutcomeError } from '#fhir/outcome.ts'
import { openPage, type PageState, sealPage } from '#rest/page-link.ts'

const key = new Uint8Array(32).fill(1)
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(9)
const state: PageState = { params: [['code', 'a|b']], after: ['x', 1, null], now: 5 }
const binding = 'Observation\nPatient/1\napp\nPATRQT'

describe('rest/page-link', () => {
  it('gives back what was sealed', () => {
    const pair = fc.tuple(fc.string(), fc.string())
    fc.assert(
      fc.property(fc.array(pair), fc.string(), (params, caller) => {
        const sealed = sealPage({ ...state, params }, caller, key, bytes)
        assert.deepEqual(openPage(sealed, caller, key), { ...state, params })
      }),
    )
  })

  it('shows nothing of what it holds', () => {
    const token = Buffer.from(sealPage(state, binding, key, bytes), 'base64url').toString('latin1')
    assert.ok(!token.includes('code'))
  })

  it('is refused when one letter of it is changed', () => {
    const token = sealPage(state, binding, key, bytes)
    for (let at = 0; at < token.length; at++) {
      const letter = token.charAt(at) === 'A' ? 'B' : 'A'
      refused(() => openPage(token.slice(0, at) + letter + token.slice(at + 1), binding, key))
    }
  })

  it('is refused to another caller, under another key, and when made up', () => {
    const token = sealPage(state, binding, key, bytes)
    refused(() => openPage(token, binding.replace('Patient/1', 'Patient/2'), key))
    refused(() => openPage(token, binding, new Uint8Array(32)))
    for (const text of ['', 'a', '!', 'A'.repeat(60), `${token}A`, token.slice(0, -1), ` ${token}`])
      refused(() => openPage(text, binding, key))
  })

  it('is not given out longer than a request line can carry', () => {
    const params: PageState['params'] = [['_id', 'x'.repeat(20_000)]]
    assert.throws(
      () => sealPage({ ...state, params }, binding, key, bytes),
      (cause) => cause instanceof OutcomeError && cause.message === 'too-costly',
    )
  })
})

function refused(open: () => unknown): void {
  assert.throws(open, (cause) => cause instanceof OutcomeError && cause.status === 400)
}
