/** What the server tells the command line beside it, say its base URL. */
import { type Connection, type Model, Schema } from 'mongoose'
import { settings } from './settings.ts'

export interface SettingRow {
  readonly _id: string
  readonly value: string
}

const schema = new Schema(
  { _id: { type: String, required: true }, value: { type: String, required: true } },
  settings('settings'),
)

export function settingsModel(connection: Connection): Model<SettingRow> {
  return connection.model('settings', schema) as unknown as Model<SettingRow>
}
