/** What is superseded or deleted: append-only, but that a raised label is lifted on older versions too. */
import { type Connection, Schema } from 'mongoose'
import { consentColumns } from './consent-columns.ts'
import { settings } from './settings.ts'

const schema = new Schema(
  {
    _id: { type: String, required: true },
    of: { type: String, required: true },
    ...consentColumns,
    n: { type: Number, required: true },
    vid: { type: String, required: true },
    lu: { type: String, required: true },
    json: String,
    del: Boolean,
  },
  settings('versions'),
)
schema.index({ of: 1, n: 1 })
schema.index({ t: 1, lu: 1 })
schema.index({ cmp: 1, t: 1, lu: 1 })

export function versionsModel(connection: Connection) {
  return connection.model('versions', schema)
}
