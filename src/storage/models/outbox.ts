/** One entry per committed transaction, until everybody who reads the feed has had it. */
import { type Connection, Schema } from 'mongoose'
import { settings } from './settings.ts'

const change = new Schema({ ref: String, vid: String, act: String }, { _id: false })

const schema = new Schema(
  {
    _id: { type: String, required: true },
    lines: [Schema.Types.Mixed],
    changes: [change],
  },
  settings('outbox'),
)

export function outboxModel(connection: Connection) {
  return connection.model('outbox', schema)
}
