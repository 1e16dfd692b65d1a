/** The log tells ids and codes: house.md 6. */
import assert from 'node:assert/strict'
import { faultFields, openLog } from '#log.ts'

describe('log', () => {
  it('names the room and keeps below its level', () => {
    const lines: string[] = []
    const log = openLog('info', { write: (line) => lines.push(line) })('record')
    log.info({ request: 'abc', status: 201 }, 'written')
    log.debug({}, 'not asked for')
    assert.equal(lines.length, 1)
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>
    assert.equal(line.room, 'record')
    assert.equal(line.request, 'abc')
    assert.equal(line.msg, 'written')
    assert.equal('hostname' in line, false)
  })

  it('tells where an error arose, not what it says', () => {
    const fields = faultFields(
      Object.assign(new TypeError('Siti\n    binti Omar'), { code: 'E_X' }),
    )
    assert.equal(fields.fault, 'TypeError')
    assert.equal(fields.code, 'E_X')
    assert.match(String(fields.frames), /log\.test\.ts/)
    assert.doesNotMatch(JSON.stringify(fields), /Siti|Omar/)
    assert.deepEqual(faultFields('Siti'), { fault: 'string' })
  })
})
