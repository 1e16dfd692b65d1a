/** GrantContext: what an app was given, read on every request, ended at one place (smart.md 4.2). */
import { type Connection, type Model, Schema } from 'mongoose'
import type { GrantRow } from '../storage.ts'
import { settings } from './settings.ts'

const schema = new Schema(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    who: { type: String, required: true },
    patient: String,
    role: String,
    organization: String,
    client: String,
    scopes: [String],
    purpose: { type: String, required: true },
    ceiling: { type: String, required: true, enum: ['N', 'R', 'V'] },
    steppedUpAt: Number,
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true },
    ended: { type: Boolean, required: true },
  },
  settings('grants'),
)

export function grantsModel(connection: Connection): Model<GrantRow> {
  return connection.model('grants', schema) as unknown as Model<GrantRow>
}
