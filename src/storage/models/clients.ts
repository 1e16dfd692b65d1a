/** Registered apps and backends, each acting for one organisation. */
import { type Connection, type Model, Schema } from 'mongoose'
import type { ClientRow } from '../storage.ts'
import { settings } from './settings.ts'

const schema = new Schema(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    organization: { type: String, required: true },
    device: { type: String, required: true },
    scopes: [String],
    purpose: { type: String, required: true },
    idPrefix: String,
    jwks: String,
    jwksUri: String,
    disabled: { type: Boolean, required: true },
  },
  settings('clients'),
)

export function clientsModel(connection: Connection): Model<ClientRow> {
  return connection.model('clients', schema) as unknown as Model<ClientRow>
}
