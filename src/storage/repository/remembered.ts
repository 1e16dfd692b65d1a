/**
 * Small rows that every request reads (grant, client, epochs) stay valid while nothing at all was committed to the file:
 * one PRAGMA instead of a read. No age, no message between processes: any commit of any process moves the generation.
 */
import type { Reader } from './reader.ts'

/** Rows kept at the most; then all are forgotten. */
const most = 20_000

/** @param generation moves with every commit; undefined on MongoDB, where nothing is kept */
export function remembered(reader: Reader, generation: (() => number) | undefined): Reader {
  if (generation === undefined) return reader
  let held = -1
  const rows = new Map<string, unknown>()

  function fresh(): void {
    const now = generation?.() ?? -1
    if (now === held && rows.size < most) return
    rows.clear()
    held = now
  }

  /** What is read while a commit passes is not kept. */
  async function once<T>(key: string, read: () => Promise<T>): Promise<T> {
    fresh()
    if (rows.has(key)) return rows.get(key) as T
    const value = await read()
    if (generation?.() === held) rows.set(key, value)
    return value
  }

  const epoch = (id: string) => once(`epoch ${id}`, () => reader.epoch(id))
  return {
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
}
