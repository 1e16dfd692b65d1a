/** Accounts of people; credentials come with the authorization server (smart.md 6). */
import { type Connection, type Model, Schema } from 'mongoose'
import { settings } from './settings.ts'

export interface AccountRow {
  readonly _id: string
  readonly patient?: string
  readonly createdAt: number
  readonly disabled: boolean
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    patient: String,
    createdAt: { type: Number, required: true },
    disabled: { type: Boolean, required: true },
  },
  settings('accounts'),
)

export function accountsModel(connection: Connection): Model<AccountRow> {
  return connection.model('accounts', schema) as unknown as Model<AccountRow>
}
