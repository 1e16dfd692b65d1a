/**
 * The only place that connects, joins and reads the clock: builds the house from the bottom up and hands out slices.
 * Whoever opens a context closes it.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { digest, genesis } from '#audit/chain.ts'
import type { Config } from '#config/config.ts'
import type { Secrets } from '#config/secrets.ts'
import { isResourceType } from '#fhir/definitions/resource-types.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { faultFields, openLog } from '#log.ts'
import {
  addClient,
  administratorPrincipal,
  type ClientInput,
  principalOfClient,
} from '#record/clients.ts'
import { openRecord } from '#record/open-record.ts'
import { personOf } from '#record/persons.ts'
import { bodyLimits, type RestDoor } from '#rest/door.ts'
import { services } from '#services/index.ts'
import { authenticator } from '#smart/authenticate.ts'
import { type GrantInput, grantForClient, grantForPerson } from '#smart/grant.ts'
import type { LiveGrant } from '#smart/live-grant.ts'
import { openMint } from '#smart/sign.ts'
import { openStorage } from '#storage/open-storage.ts'

export interface ContextOptions {
  readonly config: Config
  readonly secrets: Secrets
  /** which half of the process slots: the server's, or a command's beside it */
  readonly slot: 'server' | 'command'
  readonly version: string
  /** milliseconds since the Unix epoch; tests hand in their own */
  readonly clock?: () => number
}

/** Milliseconds since the Unix epoch, read here and nowhere else. */
export const systemClock = Date.now

export type Context = Awaited<ReturnType<typeof openContext>>

export async function openContext(options: ContextOptions) {
  const { config } = options
  const clock = options.clock ?? systemClock
  const log = openLog(config.logLevel)
  const storageLog = log('storage')
  const storage = await openStorage({
    uri: uriOf(config),
    clock,
    random: (length) => new Uint8Array(randomBytes(length)),
    digest,
    genesis,
    slot: options.slot,
    warn: (message) => storageLog.warn({}, message),
    ...(options.secrets.key === undefined
      ? {}
      : { key: Buffer.from(options.secrets.key).toString('hex') }),
  })
  // The command line mints for the same audience as the server it stands beside.
  if (options.slot === 'server') await storage.saveSetting('base-url', config.baseUrl)
  const origin =
    options.slot === 'server'
      ? config.baseUrl
      : ((await storage.setting('base-url')) ?? config.baseUrl)
  const base = `${origin}/fhir`
  const issuer = `${origin}/oauth`
  const record = openRecord({
    storage,
    clock,
    newId: randomUUID,
    base,
    timeZone: config.timeZone,
    services,
    alarm: (request) => log('record').error({ request }, 'the query and the law disagree'),
  })
  const { kid, privateKey, publicKey } = storage.keys.signing()
  const mint = openMint({ kid, privateKey, issuer, audience: base })
  const authenticate = authenticator({
    issuer,
    audience: base,
    keys: new Map([[kid, publicKey]]),
    clock,
    grant: (id) => storage.grant(id),
    client: (id) => storage.client(id),
    isType: isResourceType,
  })
  const administrator = administratorPrincipal()
  const ready = { seeded: options.slot === 'command' || config.seed === 'none' }

  const rest: RestDoor = {
    record,
    authenticate,
    base,
    timeZone: config.timeZone,
    clock,
    randomId: randomUUID,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    pageKey: storage.keys.pages(),
    software: { name: 'Amanah', version: options.version },
    health: {
      ready: async () => ready.seeded && (await storage.epoch('ready')) >= 0,
      sizes: () => storage.sizes(),
    },
    log: log('rest'),
    narrow: {
      AuditEvent: { interactions: ['read', 'search-type'], searchParameters: ['patient', 'date'] },
    },
    limits: bodyLimits,
  }

  async function grant(row: LiveGrant): Promise<string> {
    await storage.transact((transaction) => transaction.saveGrant(row))
    return mint(row, randomUUID(), clock())
  }
  const input = (asked: { scope?: string; minutes?: number }): GrantInput => ({
    id: randomUUID(),
    now: clock(),
    isType: isResourceType,
    ...asked,
  })
  async function clientRow(id: string) {
    const row = await storage.client(id)
    if (row === undefined || row.disabled)
      throw OutcomeError.invalid('There is no such client, or it is disabled.')
    return row
  }

  return Object.freeze({
    config,
    log,
    rest,
    record,
    clock,
    isEmpty: () => storage.isEmpty(),
    /** ready is answered from now on */
    seeded: () => {
      ready.seeded = true
    },
    admin: {
      async addClient(asked: ClientInput) {
        const row = await addClient({ storage, record, administrator, newId: randomUUID }, asked)
        return {
          client_id: row._id,
          organization: row.organization,
          id_prefix: row.idPrefix ?? null,
        }
      },
      async addRegistry(bundle: string) {
        return (await record.open(administrator)).transact(bundle)
      },
      async mintForClient(asked: { client: string; scope?: string; minutes?: number }) {
        const { client, ...rest } = asked
        return grant(grantForClient(await clientRow(client), input(rest)))
      },
      async mintForPerson(asked: { who: string; scope?: string; minutes?: number }) {
        const { who, ...rest } = asked
        return grant(grantForPerson(await personOf(storage, who), input(rest)))
      },
      check: (progress?: (done: number, total: number) => void) => storage.check(progress),
    },
    principals: {
      client: async (id: string) => principalOfClient(await clientRow(id), 'command-line'),
    },
    async close() {
      await record.close()
      await storage.close().catch((fault: unknown) => {
        storageLog.error(faultFields(fault), 'the store did not close cleanly')
      })
    },
  })
}

function uriOf(config: Config): string {
  return config.database.engine === 'embedded'
    ? `file:${config.database.directory}`
    : config.database.uri
}
