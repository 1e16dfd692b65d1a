/**
 * What `amanah check` finds: every live text against its row, versions without gaps, the outbox against what it
 * announces, the witness chains, and what the engine says of its own files. Findings are sentences, never values.
 */

import { engineFindings } from './check-engine.ts'
import { resourceFindings } from './check-resource.ts'
import type { Models } from './models/models.ts'
import { findRows } from './repository/find-rows.ts'
import type { ResourceRow, VersionRow, Witness } from './storage.ts'

const page = 500

export interface CheckInput {
  readonly models: Models
  readonly witness: Witness
  readonly progress: (done: number, total: number) => void
}

export async function check(input: CheckInput): Promise<string[]> {
  const { resources, versions } = input.models.rows
  const total =
    (await resources.estimatedDocumentCount()) + (await versions.estimatedDocumentCount())
  let done = 0
  const advance = (by: number) => {
    done += by
    input.progress(Math.min(done, total), total)
  }
  return [
    ...(await engineFindings(input.models)),
    ...(await checkResources(input.models, advance)),
    ...(await checkVersions(input.models, advance)),
    ...(await checkOutbox(input.models)),
    ...(await input.witness.verify()),
  ]
}

async function checkResources(models: Models, advance: (by: number) => void): Promise<string[]> {
  const findings: string[] = []
  for (let after = ''; ; ) {
    const rows = await findRows(
      models.rows.resources,
      { _id: { $gt: after } },
      { sort: { _id: 1 }, limit: page },
    )
    const last = rows.at(-1)
    if (last === undefined) return findings
    for (const row of rows) findings.push(...resourceFindings(row))
    findings.push(...(await gapsOfLive(models, rows)))
    after = last._id
    advance(rows.length)
  }
}

/** A live row of version n stands on versions 1 … n-1. */
async function gapsOfLive(models: Models, rows: readonly ResourceRow[]): Promise<string[]> {
  const updated = rows.filter((row) => row.n > 1)
  const known = new Map<string, number[]>()
  if (updated.length > 0)
    for (const version of await findRows(
      models.rows.versions,
      { of: { $in: updated.map((row) => row._id) } },
      { fields: ['of', 'n'] },
    ))
      known.set(version.of, [...(known.get(version.of) ?? []), version.n])
  return updated.flatMap((row) =>
    contiguous(known.get(row._id) ?? [], row.n - 1)
      ? []
      : [`${row._id}: its versions before ${row.n} are not complete.`],
  )
}

/** In `_id` order the versions of one resource stand together. */
async function checkVersions(models: Models, advance: (by: number) => void): Promise<string[]> {
  const findings: string[] = []
  let group: VersionRow[] = []
  for (let after = ''; ; ) {
    const rows = await findRows(
      models.rows.versions,
      { _id: { $gt: after } },
      { sort: { _id: 1 }, limit: page, fields: ['of', 'n', 'del', 'vid'] },
    )
    for (const row of rows) {
      if (group[0] !== undefined && group[0].of !== row.of) {
        findings.push(...(await gapsOfDeleted(models, group)))
        group = []
      }
      group.push(row)
    }
    const last = rows.at(-1)
    if (last === undefined) break
    after = last._id
    advance(rows.length)
  }
  findings.push(...(await gapsOfDeleted(models, group)))
  return findings
}

/** What is not live ends with a tombstone. */
async function gapsOfDeleted(models: Models, group: readonly VersionRow[]): Promise<string[]> {
  const newest = group.reduce<VersionRow | undefined>(
    (best, row) => (best === undefined || row.n > best.n ? row : best),
    undefined,
  )
  if (newest === undefined) return []
  const findings = group
    .filter((row) => row._id !== `${row.of}/${row.n}`)
    .map((row) => `${row._id}: is kept under an id that is not its own.`)
  const live = await models.rows.resources.findOne({ _id: newest.of }, { projection: { n: 1 } })
  if (live !== null) {
    if (live.n !== newest.n + 1)
      findings.push(`${newest.of}: version ${live.n} is live on top of version ${newest.n}.`)
    return findings
  }
  if (newest.del !== true) findings.push(`${newest.of}: is gone without having been deleted.`)
  if (
    !contiguous(
      group.map((row) => row.n),
      newest.n,
    )
  )
    findings.push(`${newest.of}: its versions are not complete.`)
  return findings
}

function contiguous(found: readonly number[], last: number): boolean {
  const numbers = new Set(found)
  if (numbers.size !== last) return false
  for (let n = 1; n <= last; n++) if (!numbers.has(n)) return false
  return true
}

/** What an entry announces was committed with it. */
async function checkOutbox(models: Models): Promise<string[]> {
  const findings: string[] = []
  for (const entry of await findRows(models.rows.outbox, {}, { limit: page }))
    for (const change of entry.changes) {
      const { ref, vid } = change
      const live = await models.rows.resources.findOne({ _id: ref }, { projection: { vid: 1 } })
      if (live?.vid === vid) continue
      const old = await models.rows.versions.findOne({ of: ref, vid }, { projection: { _id: 1 } })
      if (old === null) findings.push(`Outbox: announces a version of ${ref} that is not stored.`)
    }
  return findings
}
