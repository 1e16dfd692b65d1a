/** Reads outside of transactions: what is committed, on one snapshot per call. */
import type { Models, Rows } from '../models/models.ts'
import type { DirectivesRow, Storage } from '../storage.ts'
import { chunks } from './chunks.ts'
import { findRows } from './find-rows.ts'

export type Reader = Pick<
  Storage,
  | 'read'
  | 'find'
  | 'count'
  | 'version'
  | 'versions'
  | 'countVersions'
  | 'directives'
  | 'directivesOf'
  | 'reach'
  | 'epoch'
  | 'epochs'
  | 'claimed'
  | 'grant'
  | 'client'
  | 'clients'
  | 'setting'
  | 'sizes'
  | 'isEmpty'
>

/** `$in` of the closed list takes as many. */
const most = 10_000

export function openReader(models: Models): Reader {
  const byId = <T extends { readonly _id: string }>(rows: Rows<T>, id: string) =>
    rows.findOne({ _id: text(id) } as Parameters<Rows<T>['findOne']>[0]) as Promise<T | null>
  const { resources, versions, directives, reach, epochs, grants, clients } = models.rows
  return {
    read: async (id) => (await byId(resources, id)) ?? undefined,
    find: (filter, options) => findRows(resources, filter, options),
    count: (filter, upTo) =>
      resources.countDocuments(filter, upTo === undefined ? {} : { limit: upTo }),
    version: async (of, vid) => (await findRows(versions, { of, vid }, { limit: 1 }))[0],
    versions: (filter, options) => findRows(versions, filter, options),
    countVersions: (filter) => versions.countDocuments(filter),
    directives: async (patient) => plain(await byId(directives, patient)),
    directivesOf: async (patients) => {
      const found: DirectivesRow[] = []
      for (const part of chunks(patients, most))
        found.push(...(await findRows(directives, { _id: { $in: part } })))
      return found
    },
    reach: async (actors) =>
      actors.length === 0 ? [] : findRows(reach, { actor: { $in: [...actors] } }),
    epoch: async (id) => (await byId(epochs, id))?.n ?? 0,
    epochs: async (ids) => {
      const found = ids.length === 0 ? [] : await findRows(epochs, { _id: { $in: [...ids] } })
      return new Map(found.map((row) => [row._id, row.n]))
    },
    claimed: async (id) => {
      const held = await models.claims.findById(id).lean()
      return held === null ? undefined : (held.holds ?? '')
    },
    grant: async (id) => plain(await byId(grants, id)),
    client: async (id) => plain(await byId(clients, id)),
    clients: async () => findRows(clients, {}, { sort: { _id: 1 } }),
    setting: async (name) => (await models.settings.findById(name).lean())?.value,
    sizes: async () => {
      const sizes: Record<string, number> = {}
      for (const model of models.all)
        sizes[model.collection.name] = await model.collection.estimatedDocumentCount()
      return sizes
    },
    isEmpty: async () => {
      const one = { projection: { _id: 1 } }
      return (
        (await resources.findOne({}, one)) === null && (await versions.findOne({}, one)) === null
      )
    },
  }
}

/** An id is a value, never an operator, whatever a caller managed to hand in. */
function text(id: string): string {
  if (typeof id !== 'string') throw new TypeError('An id is a text.')
  return id
}

function plain<T>(found: T | null): T | undefined {
  return found ?? undefined
}
