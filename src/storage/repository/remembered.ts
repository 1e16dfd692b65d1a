/**
 * Small rows that every request reads (grant, client, epochs) stay valid while nothing at all was committed to the file:
 * one PRAGMA instead of a read. No age, no message between processes: any commit of any process moves the generation.
 */
import type { Reader } from './reader.ts'

/** Rows kept at the most; then all are forgotten. */
const most = 20_000

export interface Remembered {
  readonly reader: Reader
  /** after a commit of this process: whatever is asked next is asked of the file */
  expire(): void
}

/**
 * The generation is looked at once per turn of the event loop, and again after every commit of this process.
 * @param generation moves with every commit; undefined on MongoDB, where nothing is kept
 */
export function remembered(reader: Reader, generation: (() => number) | undefined): Remembered {
  if (generation === undefined) return { reader, expire: () => undefined }
  let held = -1
  let looked = false
  const rows = new Map<string, unknown>()

  const expire = (): void => {
    looked = false
  }

  function fresh(): void {
    if (looked) return
    looked = true
    setImmediate(expire)
    const now = generation?.() ?? -1
    if (now === held && rows.size < most) return
    rows.clear()
    held = now
  }

  /** What is read while a commit passes is not kept. */
  async function once<T>(key: string, read: () => Promise<T>): Promise<T> {
    fresh()
    if (rows.has(key)) return rows.get(key) as T
    const since = held
    const value = await read()
    // Another reader may have moved `held` on meanwhile: what was read before the commit is not kept as after it.
    if (held === since && generation?.() === since) rows.set(key, value)
    return value
  }

  const epoch = (id: string) => once(`epoch ${id}`, () => reader.epoch(id))
  const remembering: Reader = {
    ...reader,
    epoch,
    async epochs(ids) {
      if (ids.length > 8) return reader.epochs(ids)
      const found = new Map<string, number>()
      for (const id of ids) {
        const n = await epoch(id)
        if (n !== 0) found.set(id, n)
      }
      return found
    },
    grant: (id) => once(`grant ${id}`, () => reader.grant(id)),
    client: (id) => once(`client ${id}`, () => reader.client(id)),
  }
  return { reader: remembering, expire }
}
