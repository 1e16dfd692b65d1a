/**
 * The key that wraps the others: derived from AMANAH_KEY, or a file of mode 0600 in the data directory.
 * On MongoDB there is no directory that all processes share, so the variable is required.
 */
import { hkdfSync } from 'node:crypto'
import { link, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { dataDirectory, isFileUri } from './embedded/data-directory.ts'

const keyBytes = 32
const shortestKey = 32

export async function masterKey(given: {
  readonly uri: string
  readonly key?: string | undefined
  readonly random: (bytes: number) => Uint8Array
}): Promise<Uint8Array> {
  if (given.key !== undefined) return derived(given.key)
  if (!isFileUri(given.uri))
    throw new Error('AMANAH_KEY is required with a mongodb URI: all processes share it.')
  const path = join(await dataDirectory(given.uri), 'master.key')
  return (await stored(path)) ?? (await made(path, given.random))
}

function derived(key: string): Uint8Array {
  if (key.length < shortestKey)
    throw new Error(`AMANAH_KEY must have at least ${shortestKey} characters.`)
  return new Uint8Array(hkdfSync('sha256', key, 'amanah', 'master key', keyBytes))
}

async function stored(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = Buffer.from(await readFile(path, 'utf8'), 'base64')
    if (bytes.length !== keyBytes) throw new Error('master.key is damaged: it is not 32 bytes.')
    return bytes
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Written aside and linked into place: no process ever sees half a key, and the first one stays. */
async function made(path: string, random: (bytes: number) => Uint8Array): Promise<Uint8Array> {
  const aside = `${path}.${Buffer.from(random(8)).toString('hex')}`
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(Buffer.from(random(keyBytes)).toString('base64'))
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(aside, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await unlink(aside)
  }
  const key = await stored(path)
  if (key === undefined) throw new Error('master.key vanished while it was made.')
  return key
}
