/**
 * Moves the lines that a commit owes from the outbox to the witness chain, by their ids and therefore idempotently;
 * an entry goes only after its lines are durable. What a dead process left is moved at start.
 */
import type { Rows } from './models/models.ts'
import { findRows } from './repository/find-rows.ts'
import type { OutboxEntry } from './storage.ts'
import type { WitnessChain } from './witness-chain.ts'

const entriesAtOnce = 200
const gatherMillis = 25
const retryMillis = 1_000

export interface OutboxDrain {
  owe(entries: readonly OutboxEntry[]): void
  /** Resolves when everything committed by now, here or elsewhere, is in a chain. */
  flush(): Promise<void>
  stop(): Promise<void>
}

export function openOutboxDrain(given: {
  readonly outbox: Rows<OutboxEntry>
  readonly chain: WitnessChain
  readonly warn: (message: string) => void
}): OutboxDrain {
  const { outbox, chain, warn } = given
  const owed: OutboxEntry[] = []
  let moved = 0
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function move(entries: readonly OutboxEntry[], append: WitnessChain['append']) {
    await append(entries.flatMap((entry) => entry.lines))
    await outbox.deleteMany({ _id: { $in: entries.map((entry) => entry._id) } })
  }

  async function moveOwed(): Promise<void> {
    const batch = owed.slice(0, entriesAtOnce)
    if (batch.length === 0) return
    await move(batch, chain.append)
    owed.splice(0, batch.length)
    moved += batch.length
  }

  function run(): Promise<void> {
    running ??= moveOwed().finally(() => {
      running = undefined
    })
    return running
  }

  /** Not after each commit: emptying the outbox is a commit of its own, and one serves many. */
  function runLater(delay: number): void {
    timer ??= setTimeout(() => {
      timer = undefined
      run().then(
        () => {
          if (owed.length > 0) runLater(0)
        },
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : 'unknown'
          warn(`witness lines wait in the outbox: ${reason}`)
          runLater(retryMillis)
        },
      )
    }, delay).unref()
  }

  /** What other processes, or an earlier life of this one, have left. */
  async function sweep(): Promise<void> {
    for (let after = ''; ; ) {
      const entries = await findRows(
        outbox,
        { _id: { $gt: after } },
        { sort: { _id: 1 }, limit: entriesAtOnce },
      )
      const last = entries.at(-1)
      if (last === undefined) return
      const mine = new Set(owed.map((entry) => entry._id))
      const left = entries.filter((entry) => !mine.has(entry._id))
      if (left.length > 0) await move(left, chain.appendMissing)
      after = last._id
    }
  }

  /** Not until the queue is empty: under load it never is. */
  async function flush(): Promise<void> {
    const target = moved + owed.length
    while (moved < target) await run()
    await sweep()
  }

  return {
    owe: (entries) => {
      if (entries.length === 0) return
      owed.push(...entries)
      runLater(gatherMillis)
    },
    flush,
    stop: async () => {
      clearTimeout(timer)
      await flush()
    },
  }
}
