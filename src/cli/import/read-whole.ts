/** A text file as it is, or unpacked if it is gzip. */
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { unreadable } from './unreadable.ts'
import { utf8 } from './utf8.ts'

const unpack = promisify(gunzip)
/** A gzip file of a few kB can hold gigabytes. */
const maxBytes = 256 * 1024 * 1024

/** Throws OutcomeError. */
export async function readWhole(file: string): Promise<string> {
  return utf8(await bytesOf(file))
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(file)
    return bytes[0] === 0x1f && bytes[1] === 0x8b
      ? await unpack(bytes, { maxOutputLength: maxBytes })
      : bytes
  } catch (fault) {
    throw unreadable(fault)
  }
}
