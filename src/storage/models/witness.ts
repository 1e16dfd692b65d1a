/**
 * The append-only witness: a line as text, its place in the chain of its process, and what it is found by.
 * `_id` is the line's id, so that no line is ever held twice.
 */
import { type Connection, Schema } from 'mongoose'
import { settings } from './settings.ts'

const schema = new Schema(
  {
    _id: { type: String, required: true },
    chain: { type: String, required: true },
    seq: { type: Number, required: true },
    at: { type: String, required: true },
    patients: [String],
    who: String,
    refused: Boolean,
    json: { type: String, required: true },
    digest: { type: String, required: true },
  },
  settings('witness'),
)
schema.index({ patients: 1, at: 1, _id: 1 })
schema.index({ who: 1, at: 1, _id: 1 })
schema.index({ chain: 1, seq: 1 }, { unique: true })

export function witnessModel(connection: Connection) {
  return connection.model('witness', schema)
}
