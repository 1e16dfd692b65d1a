/** Finds candidate patients for a caller, a superset; never decides (consent.md 8.5). */
import { type Connection, type Model, Schema } from 'mongoose'
import type { ReachRow } from '../storage.ts'
import { settings } from './settings.ts'

const schema = new Schema(
  {
    _id: { type: String, required: true },
    patient: { type: String, required: true },
    actor: { type: String, required: true },
    effect: { type: String, required: true, enum: ['permit', 'deny', 'posture'] },
    consent: { type: String, required: true },
  },
  settings('reach'),
)
schema.index({ actor: 1 })
schema.index({ consent: 1 })

export function reachModel(connection: Connection): Model<ReachRow> {
  return connection.model('reach', schema) as unknown as Model<ReachRow>
}
