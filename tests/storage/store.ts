/** A store of its own in a new directory, with fixed clock and counted randomness, and rows to put into it. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digest, genesis } from '#audit/chain.ts'
import { tickOf } from '#fhir/tick.ts'
import { openStorage, type StorageOptions } from '#storage/open-storage.ts'
import type { ResourceRow, Storage } from '#storage/storage.ts'
import type { Line } from '#storage/witness.ts'

export const start = Date.UTC(2026, 0, 2, 3, 4, 5)

export async function newDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'amanah-store-'))
}

export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
}

export function optionsFor(directory: string, more: Partial<StorageOptions> = {}): StorageOptions {
  return {
    uri: `file:${directory}`,
    clock: () => start,
    random: (bytes) => randomBytes(bytes),
    digest,
    genesis,
    ...more,
  }
}

export interface Shared {
  readonly storage: Storage
  readonly directory: string
}

/** One store for all tests of a file: each test uses ids of its own. */
export function sharedStore(more: Partial<StorageOptions> = {}): () => Shared {
  let shared: Shared | undefined
  before('open a store', async () => {
    const directory = await newDirectory()
    shared = { directory, storage: await openStorage(optionsFor(directory, more)) }
  })
  after('remove it', async () => {
    await shared?.storage.close()
    if (shared !== undefined) await removeDirectory(shared.directory)
  })
  return () => {
    if (shared === undefined) throw new Error('The store is opened before the first test.')
    return shared
  }
}

export function rowFor(storage: Storage, id: string, more: Partial<ResourceRow> = {}): ResourceRow {
  const { lu, millis } = storage.stamp()
  const [type = '', logical = ''] = id.split('/')
  const vid = createHash('sha256').update(lu).digest('hex').slice(0, 16)
  const meta = { versionId: vid, lastUpdated: new Date(millis).toISOString() }
  const cmp = more.cmp ?? []
  return {
    _id: id,
    t: type,
    n: 1,
    vid,
    lu,
    json: JSON.stringify({ resourceType: type, id: logical, meta }),
    sk: cmp.length === 1 && cmp[0] !== undefined ? cmp[0] : id,
    cmp,
    cpn: cmp.length,
    con: 2,
    sen: [],
    cod: [],
    any: [],
    prf: [],
    src: [],
    aut: [],
    rec: [],
    aud: [],
    enc: [],
    out: [],
    lo: tickOf(millis),
    hi: tickOf(millis),
    tok: [],
    ref: [],
    str: [],
    stx: [],
    dat: [],
    num: [],
    s: {},
    ...more,
  }
}

/** The same resource, one version later. */
export function nextOf(storage: Storage, before: ResourceRow): ResourceRow {
  const { cmp, rec, aud, tok } = before
  return rowFor(storage, before._id, { cmp, rec, aud, tok, n: before.n + 1 })
}

let lines = 0

export function lineFor(patient: string, more: Partial<Line> = {}): Line {
  lines += 1
  return {
    id: `line-${String(lines).padStart(6, '0')}`,
    at: new Date(start + lines).toISOString(),
    act: 'read',
    who: 'Practitioner/lim',
    patients: [patient],
    items: [],
    ...more,
  }
}
