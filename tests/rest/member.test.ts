import assert from 'node:assert/strict'
import fc from 'fast-check'
import { memberOf } from '#rest/member.ts'

describe('rest/member', () => {
  it('finds a string at the top level, wherever it stands', () => {
    assert.equal(memberOf('{"type":"batch"}', 'type'), 'batch')
    assert.equal(
      memberOf(' {"entry":[{"type":"x"}],"a":"type", "type" : "transaction"}', 'type'),
      'transaction',
    )
  })

  it('does not take deeper members, values, or texts that are no object', () => {
    for (const text of [
      '',
      '[]',
      '"type"',
      '{"a":{"type":"x"}}',
      '{"a":"type","b":":"}',
      '{"type":1}',
      '{"type',
    ])
      assert.equal(memberOf(text, 'type'), undefined, text)
  })

  it('agrees with JSON.parse on every object', () => {
    const key = fc.constantFrom('type', 'entry', 'ty"pe', 'a\\')
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.jsonValue()),
        fc.stringMatching(/^[a-z]*$/),
        (members, type) => {
          const text = JSON.stringify({ ...members, type })
          assert.equal(memberOf(text, 'type'), type)
        },
      ),
    )
  })

  it('reads past strings of megabytes', () => {
    const text = `{"data":"${'\\"'.repeat(3_000_000)}","type":"batch"}`
    assert.equal(memberOf(text, 'type'), 'batch')
  })
})
