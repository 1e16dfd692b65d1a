/** The hearth over an embedded store of its own: rows are put in by the production commit, asked for through `open`. */
import { randomBytes, randomUUID } from 'node:crypto'
import { digest, genesis } from '#audit/chain.ts'
import { tickOf } from '#fhir/tick.ts'
import type { Principal } from '#policy/principal.ts'
import { openClosures } from '#record/actors.ts'
import { administratorPrincipal } from '#record/clients.ts'
import { commit } from '#record/commit.ts'
import { deletion } from '#record/delete.ts'
import { openDirectives } from '#record/directives.ts'
import type { Session } from '#record/hearth.ts'
import { itemOf } from '#record/item.ts'
import { judge } from '#record/judge.ts'
import { settled } from '#record/label.ts'
import { openRecord } from '#record/open-record.ts'
import { openPreparer } from '#record/prepare-pool.ts'
import type { Access } from '#record/record.ts'
import { type JsonResource, rowOf } from '#record/row.ts'
import { openStorage } from '#storage/open-storage.ts'
import type { ResourceRow, Storage } from '#storage/storage.ts'
import { newDirectory, removeDirectory } from '#tests/storage/store.ts'

export const base = 'https://amanah.example/fhir'
export const timeZone = 'Asia/Brunei'

/** A resource with what the server stamps on it. */
export interface Given {
  readonly resource: JsonResource & { readonly id: string }
  readonly recorder: string
  readonly audience?: readonly string[]
  readonly registry?: boolean
}

export interface TestHearth {
  readonly storage: Storage
  open(principal: Principal): Promise<Access>
  /** whether the caller sees a part alone of what it may read: a stub, or the own part of a Consent */
  seesPart(principal: Principal, row: ResourceRow): Promise<boolean>
  /** In one transaction: `gone` leaves, `given` comes, the law follows; answers what was stored. */
  put(given: readonly Given[], gone?: readonly ResourceRow[]): Promise<ResourceRow[]>
  close(): Promise<void>
}

export interface HearthOptions {
  readonly now: number
  /** false: nothing is witnessed, for tests of what is found alone */
  readonly witness?: boolean
}

export async function openHearth({ now, witness = true }: HearthOptions): Promise<TestHearth> {
  const directory = await newDirectory()
  const clock = () => now
  const real = await openStorage({
    uri: `file:${directory}`,
    clock,
    random: (bytes) => randomBytes(bytes),
    digest,
    genesis,
  })
  const storage: Storage = witness
    ? real
    : { ...real, witness: { ...real.witness, append: async () => undefined } }
  const parts = { storage, clock, newId: randomUUID, base, timeZone, services: [] }
  const record = openRecord(parts)
  const session = sessionOf({
    ...parts,
    closures: openClosures(storage),
    directives: openDirectives(storage),
    preparer: openPreparer(),
    committed: () => undefined,
    alarm: () => undefined,
  })
  return {
    storage,
    open: (principal) => record.open(principal),
    async seesPart(principal, row) {
      const { closure } = await session.hearth.closures.of(principal, now)
      const decision = await judge({ ...session, principal, closure }, itemOf(row), 'access')
      return (
        decision.decision === 'permit' &&
        decision.obligations.some((one) => one === 'stub' || one === 'own-part')
      )
    },
    async put(given, gone = []) {
      const { rows } = settled(
        given.map((one) => rowFrom(storage, one)),
        [],
      )
      const removed = gone.map((row) => deletion(session, row))
      const created = rows.map((row) => ({ act: 'create', row }) as const)
      await commit(session, { writes: [...removed, ...created], lines: [] })
      return rows
    },
    async close() {
      await record.close()
      await real.close()
      await removeDirectory(directory)
    },
  }
}

function sessionOf(hearth: Session['hearth']): Session {
  const now = hearth.clock()
  const session: Session = {
    hearth,
    principal: administratorPrincipal(),
    closure: { actors: new Set(), careTeams: new Set(), provider: false, staffRoles: [] },
    request: 'given',
    now,
    nowTick: tickOf(now),
    rests: new Map(),
    memory: new Map(),
    reopen: async () => session,
  }
  return session
}

function rowFrom(storage: Storage, given: Given): ResourceRow {
  const { resource, recorder } = given
  return rowOf(resource, {
    ref: `${resource.resourceType}/${resource.id}`,
    n: 1,
    vid: randomUUID(),
    ...storage.stamp(),
    recorders: [recorder],
    audience: given.audience ?? [],
    registry: given.registry === true,
    base,
    timeZone,
  })
}
