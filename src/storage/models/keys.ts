/** Keys of this store, wrapped; never a key in the clear. `_id` = use and number, say `signing/1`. */
import { type Connection, type Model, Schema } from 'mongoose'
import { settings } from './settings.ts'

export interface KeyRow {
  readonly _id: string
  readonly wrapped: string
  readonly publicKey?: string
  readonly createdAt: number
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    wrapped: { type: String, required: true },
    publicKey: String,
    createdAt: { type: Number, required: true },
  },
  settings('keys'),
)

export function keysModel(connection: Connection): Model<KeyRow> {
  return connection.model('keys', schema) as unknown as Model<KeyRow>
}
