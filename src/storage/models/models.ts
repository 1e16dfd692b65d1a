/** All models of one store, opened on its connections; rows that are never hydrated as the driver's collections. */
import type { Connection, Model, mongo } from 'mongoose'
import type {
  ClientRow,
  DirectivesRow,
  GrantRow,
  OutboxEntry,
  ReachRow,
  ResourceRow,
  VersionRow,
} from '../storage.ts'
import { accountsModel } from './accounts.ts'
import { claimsModel } from './claims.ts'
import { clientsModel } from './clients.ts'
import { directivesModel } from './directives.ts'
import { type EpochRow, epochsModel } from './epochs.ts'
import { grantsModel } from './grants.ts'
import { jobsModel } from './jobs.ts'
import { keysModel } from './keys.ts'
import { outboxModel } from './outbox.ts'
import { reachModel } from './reach.ts'
import { resourcesModel } from './resources.ts'
import { slotsModel } from './slots.ts'
import { settingsModel } from './store-settings.ts'
import { versionsModel } from './versions.ts'
import { witnessModel } from './witness.ts'

/** A line as it is kept: `json` its text, `digest` its place in the chain. */
export interface WitnessRow {
  readonly _id: string
  readonly chain: string
  readonly seq: number
  readonly at: string
  readonly patients: readonly string[]
  readonly refused?: boolean
  readonly who?: string
  readonly json: string
  readonly digest: string
}

export type Rows<T extends { readonly _id: string }> = mongo.Collection<T>

export type Models = ReturnType<typeof openModels>

/** The witness has its own connection on the embedded engine, so that no read waits behind a large transaction. */
export function openModels(data: Connection, witness: Connection) {
  for (const connection of [data, witness]) connection.set('sanitizeFilter', true)
  const models = {
    resources: resourcesModel(data),
    versions: versionsModel(data),
    directives: directivesModel(data),
    reach: reachModel(data),
    epochs: epochsModel(data),
    outbox: outboxModel(data),
    claims: claimsModel(data),
    jobs: jobsModel(data),
    grants: grantsModel(data),
    clients: clientsModel(data),
    accounts: accountsModel(data),
    keys: keysModel(data),
    settings: settingsModel(data),
    slots: slotsModel(data),
    witness: witnessModel(witness),
  }
  return {
    ...models,
    data,
    all: Object.values(models) as unknown as readonly Model<unknown>[],
    rows: {
      resources: models.resources.collection as unknown as Rows<ResourceRow>,
      versions: models.versions.collection as unknown as Rows<VersionRow>,
      directives: models.directives.collection as unknown as Rows<DirectivesRow>,
      reach: models.reach.collection as unknown as Rows<ReachRow>,
      epochs: models.epochs.collection as unknown as Rows<EpochRow>,
      grants: models.grants.collection as unknown as Rows<GrantRow>,
      clients: models.clients.collection as unknown as Rows<ClientRow>,
      outbox: models.outbox.collection as unknown as Rows<OutboxEntry>,
      witness: models.witness.collection as unknown as Rows<WitnessRow>,
    },
  }
}
