/** Open cursors of the server: what the first batch left. */
import mongoose from 'mongoose'
import type { Documents, EmbeddedCursor } from '#storage/embedded/cursor.ts'

const firstBatch = 101

export class WireCursors {
  readonly #open = new Map<string, EmbeddedCursor>()
  #count = 0

  async first(cursor: EmbeddedCursor, ns: string, size = firstBatch) {
    const batch = await take(cursor, size)
    return { cursor: { firstBatch: batch, id: await this.#idOf(cursor), ns }, ok: 1 }
  }

  async more(id: unknown, ns: string, size = 1000) {
    const cursor = this.#open.get(String(id))
    if (!cursor) return { ok: 0, code: 43, codeName: 'CursorNotFound', errmsg: `cursor id ${id}` }
    this.#open.delete(String(id))
    const batch = await take(cursor, size)
    return { cursor: { nextBatch: batch, id: await this.#idOf(cursor, id), ns }, ok: 1 }
  }

  kill(ids: readonly unknown[]) {
    const cursorsKilled = ids.filter((id) => this.#open.delete(String(id)))
    return { cursorsKilled, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [], ok: 1 }
  }

  async #idOf(cursor: EmbeddedCursor, known?: unknown): Promise<mongoose.mongo.Long> {
    if (!(await cursor.hasNext())) return mongoose.mongo.Long.ZERO
    const id = mongoose.mongo.Long.fromString(known === undefined ? `${++this.#count}` : `${known}`)
    this.#open.set(String(id), cursor)
    return id
  }
}

async function take(cursor: EmbeddedCursor, size: number): Promise<Documents> {
  const batch: Documents = []
  while (batch.length < size) {
    const document = await cursor.next()
    if (!document) break
    batch.push(document)
  }
  return batch
}
