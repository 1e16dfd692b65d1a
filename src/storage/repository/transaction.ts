/** What can be done inside one store transaction; every operation carries the session, in the order it is called. */
import type { ClientSession } from 'mongoose'
import { OutcomeError } from '#fhir/outcome.ts'
import { joined } from '#fhir/search/entry.ts'
import type { Models } from '../models/models.ts'
import type { OutboxEntry, Transaction } from '../storage.ts'
import { chunks } from './chunks.ts'
import { findRows } from './find-rows.ts'
import { versionOf } from './version-of.ts'

/** Documents of one round trip (storage.md 11). */
const batch = 1_000

/** @param emitted collects the outbox entries, so that their lines can move on after the commit */
export function openTransaction(
  models: Models,
  session: ClientSession,
  emitted: OutboxEntry[],
): Transaction {
  const { resources, versions, outbox } = models.rows
  const claimAll: Transaction['claimAll'] = async (claims) => {
    const fresh: boolean[] = []
    for (const part of chunks(claims, batch)) {
      const result = await models.claims.collection.bulkWrite(part.map(claimOperation), { session })
      const upserted = new Set(Object.keys(result.upsertedIds).map(Number))
      fresh.push(...part.map((_, index) => upserted.has(index)))
    }
    return fresh
  }
  const replaceAll: Transaction['replaceAll'] = async (pairs) => {
    for (const part of chunks(pairs, batch)) {
      const operations = part.map(([before, after]) => ({
        replaceOne: { filter: { _id: before._id, n: before.n }, replacement: after },
      }))
      const result = await resources.bulkWrite(operations, { session })
      if (result.matchedCount !== part.length) throw changed()
      await versions.insertMany(
        part.map(([before]) => versionOf(before)),
        { session },
      )
    }
  }
  return {
    read: async (id) => (await resources.findOne({ _id: id }, { session })) ?? undefined,
    find: (filter, options) => findRows(resources, filter, options, session),
    insert: async (rows) => {
      for (const part of chunks(rows, batch)) await resources.insertMany(part, { session })
    },
    replace: (before, after) => replaceAll([[before, after]]),
    replaceAll,
    remove: async (before, tombstone) => {
      const gone = await resources.deleteOne({ _id: before._id, n: before.n }, { session })
      if (gone.deletedCount !== 1) throw changed()
      await versions.insertMany([versionOf(before), tombstone], { session })
    },
    lastVersion: async (of) =>
      (await findRows(versions, { of }, { sort: { n: -1 }, limit: 1 }, session))[0],
    raise: async (of, con, sen) => {
      await versions.updateMany({ of }, { $max: { con } }, { session })
      for (const code of sen)
        await versions.updateMany({ of }, { $addToSet: { sen: code } }, { session })
    },
    lift: async (of, con, sen) => {
      await resources.updateOne({ _id: of }, { $max: { con } }, { session })
      await versions.updateMany({ of }, { $max: { con } }, { session })
      for (const code of sen) {
        await resources.updateOne({ _id: of }, { $addToSet: { sen: code } }, { session })
        await versions.updateMany({ of }, { $addToSet: { sen: code } }, { session })
      }
    },
    adopt: async (of, { cmp, con, sen, tok = [] }) => {
      const [only] = cmp
      const sk = cmp.length === 1 && only !== undefined ? only : of
      await resources.updateOne(
        { _id: of },
        { $set: { cmp, cpn: cmp.length, con, sen, sk } },
        { session },
      )
      for (const token of tok)
        await resources.updateOne({ _id: of }, { $addToSet: { tok: token } }, { session })
    },
    claim: async (id, holds) =>
      (await claimAll([{ _id: id, ...(holds === undefined ? {} : { holds }) }]))[0] === true,
    claimAll,
    claimed: async (id) =>
      (await models.claims.findById(id).session(session).lean())?.holds ?? undefined,
    admit: async (ids, audience) => {
      for (const part of chunks(ids, batch))
        for (const one of audience)
          await resources.updateMany(
            { _id: { $in: part } },
            { $addToSet: { aud: one, tok: joined('_aud', one) } },
            { session },
          )
    },
    directives: async (patient) =>
      (await models.directives.findById(patient).session(session).lean()) ?? undefined,
    saveDirectives: async (row) => {
      await models.directives.replaceOne({ _id: row._id }, row, { session, upsert: true })
      await models.epochs.updateOne(
        { _id: row._id },
        { $set: { n: row.epoch } },
        { session, upsert: true },
      )
    },
    saveReach: async (consent, rows) => {
      await models.reach.deleteMany({ consent }, { session })
      for (const part of chunks(rows, batch))
        await models.reach.collection.insertMany(part as object[], { session })
    },
    bump: async (epoch) => {
      await models.epochs.updateOne({ _id: epoch }, { $inc: { n: 1 } }, { session, upsert: true })
    },
    saveGrant: async (row) => {
      const replacement = { ...row, scopes: [...row.scopes] }
      await models.grants.replaceOne({ _id: row._id }, replacement, { session, upsert: true })
    },
    saveClient: async (row) => {
      const replacement = { ...row, scopes: [...row.scopes] }
      await models.clients.replaceOne({ _id: row._id }, replacement, { session, upsert: true })
    },
    emit: async (entry) => {
      await outbox.insertOne(entry, { session })
      emitted.push(entry)
    },
  }
}

/** The row is written even when the claim is held: two attempts at once meet as a write conflict, and one runs again. */
function claimOperation(claim: { readonly _id: string; readonly holds?: string }) {
  const { _id, holds } = claim
  return {
    updateOne: {
      filter: { _id: _id as never },
      update: { $inc: { uses: 1 }, ...(holds === undefined ? {} : { $setOnInsert: { holds } }) },
      upsert: true,
    },
  }
}

function changed(): OutcomeError {
  return OutcomeError.conflict('The resource was changed by somebody else in the meantime.')
}
