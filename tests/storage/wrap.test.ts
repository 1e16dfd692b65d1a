/** Keys at rest: only the right master key opens, and only what was wrapped under that name. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { unwrap, wrap } from '#storage/wrap.ts'

const random = (bytes: number) => randomBytes(bytes)
const master = random(32)
const secret = Buffer.from('a key')

describe('storage/wrap', () => {
  it('opens with the key and name it was wrapped with', () => {
    assert.deepEqual(unwrap(wrap(secret, master, 'pages/1', random), master, 'pages/1'), secret)
  })

  it('never wraps twice alike', () => {
    assert.notEqual(wrap(secret, master, 'a', random), wrap(secret, master, 'a', random))
  })

  it('does not open with another key, under another name, or changed', () => {
    const wrapped = wrap(secret, master, 'pages/1', random)
    const changed = Buffer.from(wrapped, 'base64')
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    assert.throws(() => unwrap(wrapped, random(32), 'pages/1'), /do not open/)
    assert.throws(() => unwrap(wrapped, master, 'signing/1'), /do not open/)
    assert.throws(() => unwrap(changed.toString('base64'), master, 'pages/1'), /do not open/)
  })
})
