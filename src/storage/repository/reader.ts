/** Reads outside of transactions: what is committed, on one snapshot per call. */
import { trusted } from 'mongoose'
import type { Models } from '../models/models.ts'
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
  const { resources, versions } = models.rows
  return {
    read: async (id) => (await resources.findOne({ _id: id })) ?? undefined,
    find: (filter, options) => findRows(resources, filter, options),
    count: (filter, upTo) =>
      resources.countDocuments(filter, upTo === undefined ? {} : { limit: upTo }),
    version: async (of, vid) => (await findRows(versions, { of, vid }, { limit: 1 }))[0],
    versions: (filter, options) => findRows(versions, filter, options),
    countVersions: (filter) => versions.countDocuments(filter),
    directives: async (patient) => plain(await models.directives.findById(patient).lean()),
    directivesOf: async (patients) => {
      const found: DirectivesRow[] = []
      for (const part of chunks(patients, most))
        found.push(...(await models.directives.find({ _id: trusted({ $in: part }) }).lean()))
      return found
    },
    reach: async (actors) =>
      actors.length === 0 ? [] : models.reach.find({ actor: trusted({ $in: [...actors] }) }).lean(),
    epoch: async (id) => (await models.epochs.findById(id).lean())?.n ?? 0,
    epochs: async (ids) => {
      const [only] = ids
      const rows =
        ids.length === 1 && only !== undefined
          ? [await models.epochs.findById(only).lean()]
          : await models.epochs.find({ _id: trusted({ $in: [...ids] }) }).lean()
      return new Map(rows.flatMap((row) => (row === null ? [] : [[row._id, row.n] as const])))
    },
    claimed: async (id) => {
      const held = await models.claims.findById(id).lean()
      return held === null ? undefined : (held.holds ?? '')
    },
    grant: async (id) => plain(await models.grants.findById(id).lean()),
    client: async (id) => plain(await models.clients.findById(id).lean()),
    clients: async () => models.clients.find({}).sort({ _id: 1 }).lean(),
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

function plain<T>(found: T | null): T | undefined {
  return found ?? undefined
}
