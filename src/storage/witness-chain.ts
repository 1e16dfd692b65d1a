/**
 * The one appender of this process: lines queued while a write is in flight go out together, each with its place in a
 * SHA-256 chain. `append` resolves when they are durable: no witness, no answer.
 */
import type { Rows, WitnessRow } from './models/models.ts'
import { findRows } from './repository/find-rows.ts'
import { duplicateKey, isServerError } from './server-error-code.ts'
import type { Line } from './witness.ts'

/** SHA-256 over the digest before and the line's canonical text. */
export type Digest = (previous: string, line: Line) => string

/** Lines of one write: hashing them takes about 2 ms of the main thread. */
const group = 500
const attempts = 8

export interface WitnessChain {
  append(lines: readonly Line[]): Promise<void>
  /** Appends those that are not held yet. */
  appendMissing(lines: readonly Line[]): Promise<void>
}

interface Waiting {
  readonly line: Line
  readonly settle: (error?: unknown) => void
}

interface Head {
  readonly chain: string
  readonly seq: number
  readonly digest: string
}

export function openWitnessChain(given: {
  readonly rows: Rows<WitnessRow>
  readonly digest: Digest
  readonly genesis: string
  /** name of the chain: the process slot, asked each time because a lost slot is replaced */
  readonly chain: () => string
}): WitnessChain {
  const { rows, digest, genesis } = given
  const queue: Waiting[] = []
  let running = false
  let head: Head | undefined

  async function readHead(chain: string): Promise<Head> {
    const [last] = await findRows(rows, { chain }, { sort: { seq: -1 }, limit: 1 })
    return { chain, seq: last?.seq ?? 0, digest: last?.digest ?? genesis }
  }

  /** Ordered: if it fails in the middle, what went in is the beginning, and the chain has no gap. */
  async function write(lines: readonly Line[]): Promise<void> {
    const chain = given.chain()
    let last = head?.chain === chain ? head : await readHead(chain)
    head = undefined
    const batch: WitnessRow[] = []
    for (const line of lines) {
      last = { chain, seq: last.seq + 1, digest: digest(last.digest, line) }
      batch.push(rowOf(line, last))
    }
    if (batch.length > 0) await rows.insertMany(batch, { ordered: true })
    head = last
  }

  async function writeOnce(lines: readonly Line[]): Promise<void> {
    let rest = [...new Map(lines.map((line) => [line.id, line])).values()]
    for (let attempt = 1; ; attempt++) {
      try {
        await write(rest)
        return
      } catch (error) {
        // A line held already, or another process in this chain: begin again behind what is there.
        if (!isServerError(error, duplicateKey) || attempt === attempts) throw error
        rest = await missing(rest)
      }
    }
  }

  async function missing(lines: readonly Line[]): Promise<Line[]> {
    const ids = lines.map((line) => line.id)
    const held = await findRows(rows, { _id: { $in: ids } }, { fields: ['_id'] })
    const known = new Set(held.map((row) => row._id))
    return lines.filter((line) => !known.has(line.id))
  }

  async function run(): Promise<void> {
    running = true
    while (queue.length > 0) {
      const taken = queue.splice(0, group)
      let failure: unknown
      try {
        await writeOnce(taken.map((one) => one.line))
      } catch (error) {
        failure = error
      }
      for (const one of taken) one.settle(failure)
    }
    running = false
  }

  function append(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      let open = lines.length
      let failure: unknown
      const settle = (error?: unknown) => {
        failure ??= error
        open -= 1
        if (open > 0) return
        if (failure === undefined) resolve()
        else reject(failure)
      }
      for (const line of lines) queue.push({ line, settle })
      if (!running) void run()
    })
  }

  return {
    append,
    appendMissing: async (lines) => {
      for (let at = 0; at < lines.length; at += group)
        await append(await missing(lines.slice(at, at + group)))
    },
  }
}

function rowOf(line: Line, place: Head): WitnessRow {
  const who = line.who
  return {
    _id: line.id,
    chain: place.chain,
    seq: place.seq,
    at: line.at,
    patients: line.patients,
    ...(typeof who === 'string' ? { who } : {}),
    ...(line.outcome === 'deny' ? { refused: true } : {}),
    json: JSON.stringify(line),
    digest: place.digest,
  }
}
