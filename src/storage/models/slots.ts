/** Who holds which of the 64 process slots, and until when. */
import { type Connection, type Model, Schema } from 'mongoose'
import { settings } from './settings.ts'

export interface SlotRow {
  readonly _id: number
  readonly owner: string
  readonly kind: 'server' | 'command'
  /** milliseconds since the Unix epoch; 0 = given back */
  readonly until: number
}

const schema = new Schema(
  {
    _id: { type: Number, required: true },
    owner: { type: String, required: true },
    kind: { type: String, required: true },
    until: { type: Number, required: true },
  },
  settings('slots'),
)

export function slotsModel(connection: Connection): Model<SlotRow> {
  return connection.model('slots', schema) as unknown as Model<SlotRow>
}
