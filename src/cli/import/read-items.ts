/** The items of a file: the whole of it, or each line of an ndjson. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Item } from './item.ts'
import { readWhole } from './read-whole.ts'
import { unreadable } from './unreadable.ts'
import { utf8 } from './utf8.ts'

/** A line longer than the largest body that the server takes is none of ours. */
const maxLine = 64 * 1024 * 1024

export async function* readItems(file: string): AsyncGenerator<Item> {
  const name = basename(file)
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(file)) yield* lineItems(file, name)
  else yield { name, bytes: await sizeOf(file), text: () => readWhole(file) }
}

/** 0 if there is no such file: reading it tells why. */
export async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    (found) => found.size,
    () => 0,
  )
}

async function* lineItems(file: string, name: string): AsyncGenerator<Item> {
  const raw = createReadStream(file)
  const unpacked = /\.gz$/i.test(file) ? createGunzip() : undefined
  // a fault reaches the loop below through the stream that it reads
  if (unpacked !== undefined) pipeline(raw, unpacked).catch(() => undefined)
  let line = 0
  let told = 0
  try {
    for await (const bytes of lines(unpacked ?? raw)) {
      line++
      if (bytes.every((byte) => byte <= 0x20)) continue
      const read = raw.bytesRead - told
      told = raw.bytesRead
      yield { name: `${name} line ${line}`, bytes: read, text: async () => utf8(bytes) }
    }
  } catch (fault) {
    yield {
      name: `${name} after line ${line}`,
      bytes: 0,
      text: () => Promise.reject(unreadable(fault)),
    }
  } finally {
    raw.destroy()
  }
}

async function* lines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let open: Buffer[] = []
  let length = 0
  for await (const chunk of source) {
    let start = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      yield Buffer.concat([...open, chunk.subarray(start, end)])
      open = []
      length = 0
      start = end + 1
    }
    open.push(chunk.subarray(start))
    length += chunk.length - start
    if (length > maxLine)
      throw Object.assign(new Error('a line too long'), { code: 'LINE_TOO_LONG' })
  }
  if (length > 0) yield Buffer.concat(open)
}
