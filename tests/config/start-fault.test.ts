/** What an operator reads when the start fails. */
import assert from 'node:assert/strict'
import { configOf } from '#config/config.ts'
import { ConfigError } from '#config/config-error.ts'
import { startFault } from '#config/start-fault.ts'

const embedded = configOf({ PORT: '8181' })
const mongodb = configOf({ DATABASE_URI: 'mongodb://user:secret@db.example/amanah' })
const system = (members: object) => Object.assign(new Error('user:secret'), members)

function sentences(fault: unknown): readonly string[] {
  assert.ok(fault instanceof ConfigError)
  return fault.sentences
}

describe('config/start-fault', () => {
  it('names the port that is taken', () => {
    const fault = system({ code: 'EADDRINUSE', syscall: 'listen' })
    assert.match(sentences(startFault(fault, embedded)).join(), /8181 of 127\.0\.0\.1 is taken/)
    const other = system({ code: 'EACCES', syscall: 'listen' })
    assert.match(sentences(startFault(other, embedded)).join(), /EACCES/)
  })

  it('says why the embedded store does not open', () => {
    const [said] = sentences(startFault(new Error('master.key is damaged.'), embedded))
    assert.equal(said, 'DATABASE_URI: the store cannot be opened: master.key is damaged.')
  })

  it('repeats nothing of a MongoDB URI', () => {
    const [said] = sentences(startFault(system({ code: 18 }), mongodb))
    assert.equal(said, 'DATABASE_URI: the store cannot be opened: 18')
  })

  it('leaves our own faults as they are', () => {
    for (const fault of [new TypeError('x'), new ConfigError(['x']), 'text'])
      assert.equal(startFault(fault, embedded), fault)
  })
})
