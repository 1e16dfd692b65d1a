/** Process slots: leased, prolonged, given back, and replaced when somebody else holds them. */
import assert from 'node:assert/strict'
import type { Connection } from 'mongoose'
import { connect } from '#storage/connect.ts'
import { openModels } from '#storage/models/models.ts'
import { type SlotInput, takeSlot } from '#storage/slots.ts'
import { newDirectory, removeDirectory, start } from './store.ts'

const minute = 60_000

describe('storage/slots', () => {
  let directory = ''
  let connection: Connection
  let model: SlotInput['model']

  before(async () => {
    directory = await newDirectory()
    connection = await connect(`file:${directory}`)
    model = openModels(connection, connection).slots
  })
  beforeEach(() => model.deleteMany({}))
  after(async () => {
    await connection.close()
    await removeDirectory(directory)
  })

  async function withSlots(work: (input: SlotInput, at: (now: number) => void) => Promise<void>) {
    let now = start
    const at = (moment: number) => {
      now = moment
    }
    const clock = () => now
    const warn = (message: string) => assert.fail(message)
    await work({ model, kind: 'server', clock, owner: 'a', warn }, at)
  }

  it('gives servers the first free one, commands the first of the second half', () =>
    withSlots(async (input) => {
      const kinds = ['server', 'command', 'server', 'command'] as const
      const taken = []
      for (const [index, kind] of kinds.entries())
        taken.push(await takeSlot({ ...input, kind, owner: `o${index}` }))
      assert.deepEqual(
        taken.map((slot) => slot.number()),
        [0, 32, 1, 33],
      )
      await taken[0]?.release()
      const again = await takeSlot({ ...input, owner: 'next' })
      assert.equal(again.number(), 0)
      for (const slot of [...taken.slice(1), again]) await slot.release()
    }))

  it('takes over what a dead process has not renewed, and nothing before', () =>
    withSlots(async (input, at) => {
      const dead = await takeSlot(input)
      at(start + minute - 1)
      const early = await takeSlot({ ...input, owner: 'b' })
      assert.equal(early.number(), 1)
      at(start + minute)
      const late = await takeSlot({ ...input, owner: 'c' })
      assert.equal(late.number(), 0)
      for (const slot of [dead, early, late]) await slot.release()
    }))

  it('keeps what is renewed', () =>
    withSlots(async (input, at) => {
      const alive = await takeSlot(input)
      at(start + minute - 1)
      await alive.renew()
      at(start + minute + 1)
      const other = await takeSlot({ ...input, owner: 'b' })
      assert.equal(other.number(), 1)
      for (const slot of [alive, other]) await slot.release()
    }))

  it('who slept through the lease moves to another slot, and gives back only his own', () =>
    withSlots(async (input, at) => {
      const asleep = await takeSlot(input)
      at(start + minute)
      const other = await takeSlot({ ...input, owner: 'b' })
      await asleep.renew()
      assert.equal(asleep.number(), 1)
      await asleep.release()
      const third = await takeSlot({ ...input, owner: 'c' })
      assert.equal(third.number(), 1)
      assert.equal(other.number(), 0)
      for (const slot of [other, third]) await slot.release()
    }))

  it('many at once get one each', () =>
    withSlots(async (input) => {
      const all = await Promise.all(
        Array.from({ length: 12 }, (_, index) => takeSlot({ ...input, owner: `o${index}` })),
      )
      assert.equal(new Set(all.map((slot) => slot.number())).size, 12)
      for (const slot of all) await slot.release()
    }))

  it('the 65th is told that none is left', () =>
    withSlots(async (input) => {
      const until = start + minute
      const all = Array.from({ length: 64 }, (_, _id) => ({
        _id,
        owner: 'o',
        kind: 'server',
        until,
      }))
      await model.collection.insertMany(all as object[])
      await assert.rejects(takeSlot(input), /64 process slots/)
    }))
})
