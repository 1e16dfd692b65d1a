/** Counters that move with every change of what an answer may rest on (consent.md 8.6). */
import { type Connection, type Model, Schema } from 'mongoose'
import { settings } from './settings.ts'

export interface EpochRow {
  readonly _id: string
  readonly n: number
}

const schema = new Schema(
  { _id: { type: String, required: true }, n: { type: Number, required: true } },
  settings('epochs'),
)

export function epochsModel(connection: Connection): Model<EpochRow> {
  return connection.model('epochs', schema) as unknown as Model<EpochRow>
}
