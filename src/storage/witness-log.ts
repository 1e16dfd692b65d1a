/** The append-only witness: durable appends, and the reads of it, newest first. */
import type { Rows, WitnessRow } from './models/models.ts'
import type { OutboxDrain } from './outbox-drain.ts'
import { findRows } from './repository/find-rows.ts'
import type { Filter, Witness } from './storage.ts'
import type { Line, WitnessQuery } from './witness.ts'
import type { Digest, WitnessChain } from './witness-chain.ts'
import { verifyWitness } from './witness-verify.ts'

export function openWitnessLog(given: {
  readonly rows: Rows<WitnessRow>
  readonly chain: WitnessChain
  readonly drain: OutboxDrain
  readonly digest: Digest
  readonly genesis: string
}): Witness {
  const { rows, chain, drain } = given
  return {
    append: (lines) => chain.append(lines),
    find: async (query) => {
      await drain.flush()
      const found = await findRows(rows, filterOfQuery(query), {
        sort: { at: -1, _id: -1 },
        limit: query.limit,
        fields: ['json'],
      })
      return found.map(lineOf)
    },
    count: async (query) => {
      await drain.flush()
      return rows.countDocuments(filterOfQuery(query))
    },
    read: async (id) => {
      await drain.flush()
      const row = await rows.findOne({ _id: id }, { projection: { json: 1 } })
      return row === null ? undefined : lineOf(row)
    },
    verify: async () => {
      await drain.flush()
      return verifyWitness(given)
    },
  }
}

function lineOf(row: WitnessRow): Line {
  return JSON.parse(row.json) as Line
}

function filterOfQuery(query: Partial<WitnessQuery>): Filter {
  const { patient, who, permitted, from, to, after } = query
  const at = {
    ...(from === undefined ? {} : { $gte: instant(from) }),
    ...(to === undefined && after === undefined ? {} : { $lte: latest(to, after?.at) }),
  }
  return {
    ...(patient === undefined ? {} : { patients: patient }),
    ...(who === undefined ? {} : { who }),
    ...(permitted === true ? { refused: { $exists: false } } : {}),
    ...(Object.keys(at).length === 0 ? {} : { at }),
    ...(after === undefined
      ? {}
      : { $or: [{ at: { $lt: after.at } }, { _id: { $lt: after.id } }] }),
  }
}

/** With the bound `at <= after.at` beside it, the `$or` decides only lines of the same instant. */
function latest(to: string | undefined, after: string | undefined): string {
  if (to === undefined) return after ?? ''
  const bound = instant(to)
  return after === undefined || bound < after ? bound : after
}

/** Lines carry instants in this form, so that comparing text compares time. */
function instant(text: string): string {
  return new Date(text).toISOString()
}
