/**
 * Process slots: each process of a store holds one of 64, renewed by a heartbeat, so that the server and the command
 * line beside it never share one. The slot is part of every stamp and names the witness chain.
 */
import type { Models } from './models/models.ts'
import { duplicateKey, isServerError } from './server-error-code.ts'

const slots = 64
/** servers look from the first slot on, commands from the middle: chains of servers stay few */
const firstOfCommands = 32
const leaseMillis = 60_000
const beatMillis = 15_000

export interface Slot {
  number(): number
  /** Called by the heartbeat: prolongs the lease, or takes another slot if it ran out and somebody came. */
  renew(): Promise<void>
  release(): Promise<void>
}

export interface SlotInput {
  readonly model: Models['slots']
  readonly kind: 'server' | 'command'
  readonly clock: () => number
  readonly owner: string
  readonly warn: (message: string) => void
}

export async function takeSlot(input: SlotInput): Promise<Slot> {
  let number = await claimOne(input)
  const renew = async () => {
    const renewed = await input.model.updateOne(
      { _id: number, owner: input.owner },
      { $set: { until: input.clock() + leaseMillis } },
    )
    // Asleep for longer than the lease: somebody may stamp with our slot by now.
    if (renewed.matchedCount === 0) number = await claimOne(input)
  }
  const timer = setInterval(() => {
    renew().catch((error: unknown) => {
      input.warn(
        `slot ${number} was not renewed: ${error instanceof Error ? error.message : 'unknown'}`,
      )
    })
  }, beatMillis)
  timer.unref()
  return {
    number: () => number,
    renew,
    release: async () => {
      clearInterval(timer)
      await input.model.updateOne({ _id: number, owner: input.owner }, { $set: { until: 0 } })
    },
  }
}

async function claimOne({ model, kind, clock, owner }: SlotInput): Promise<number> {
  const now = clock()
  const held = new Set(
    (await model.find({}).lean()).filter((one) => one.until > now).map((one) => one._id),
  )
  const start = kind === 'server' ? 0 : firstOfCommands
  for (let step = 0; step < slots; step++) {
    const number = (start + step) % slots
    if (held.has(number)) continue
    const free = { _id: number, until: { $lte: now } }
    const taken = { owner, kind, until: now + leaseMillis }
    try {
      const result = await model.collection.updateOne(
        free as object,
        { $set: taken },
        { upsert: true },
      )
      if (result.matchedCount + result.upsertedCount === 1) return number
    } catch (error) {
      // held by a process that came between our look and our claim
      if (!isServerError(error, duplicateKey)) throw error
    }
  }
  throw new Error('All 64 process slots of this store are taken; end a process or wait a minute.')
}
