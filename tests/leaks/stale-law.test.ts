/** Decisions rest on the law of the moment at which their answer leaves, or no answer leaves (consent.md 8.6). */
import assert from 'node:assert/strict'
import type { Session } from '#record/hearth.ts'
import { underLaw } from '#record/recheck.ts'
import { remembered } from '#storage/repository/remembered.ts'

describe('given a law that changes while somebody is answered', () => {
  it('nothing that was read before a commit is remembered as read after it', async () => {
    let generation = 1
    let stored = 10
    const gates: (() => void)[] = []
    const epoch = (id: string) => {
      const value = stored
      return id === 'slow'
        ? new Promise<number>((resolve) => gates.push(() => resolve(value)))
        : Promise.resolve(value)
    }
    const found = remembered({ epoch } as never, () => generation)
    const { reader, expire } = found
    const early = reader.epoch('slow')
    generation = 2
    stored = 11
    expire()
    // somebody else looks, and the memory moves on to the new state
    assert.equal(await reader.epoch('quick'), 11)
    gates[0]?.()
    assert.equal(await early, 10)
    const late = reader.epoch('slow')
    gates[1]?.()
    assert.equal(await late, 11)
  })

  it('an answer whose law never stands still does not leave', async () => {
    let epoch = 0
    const session: Session = {
      hearth: { storage: { epochs: async () => new Map([['Patient/1', ++epoch]]) } },
      rests: new Map([['Patient/1', 0]]),
      reopen: async () => session,
    } as never
    let tries = 0
    const answer = underLaw(session, async () => {
      tries++
      return 'what only the old Consent opened'
    })
    await assert.rejects(answer, (fault: { status?: number }) => fault.status === 503)
    assert.ok(tries > 1)
  })
})
