/** The compiled law of one patient, as text (consent.md 8.4). `_id` = `Patient/id`. */
import { type Connection, type Model, Schema } from 'mongoose'
import type { DirectivesRow } from '../storage.ts'
import { settings } from './settings.ts'

const schema = new Schema(
  {
    _id: { type: String, required: true },
    epoch: { type: Number, required: true },
    json: { type: String, required: true },
  },
  settings('directives'),
)

export function directivesModel(connection: Connection): Model<DirectivesRow> {
  return connection.model('directives', schema) as unknown as Model<DirectivesRow>
}
