/**
 * What makes conditional creates and chosen ids unique under concurrency: `_id` = hash of what is claimed.
 * `uses` counts every attempt, so that two attempts at once always meet on this row.
 */
import { type Connection, type Model, Schema } from 'mongoose'
import { settings } from './settings.ts'

export interface ClaimRow {
  readonly _id: string
  readonly holds?: string
  readonly uses: number
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    holds: String,
    uses: { type: Number, required: true },
  },
  settings('claims'),
)

export function claimsModel(connection: Connection): Model<ClaimRow> {
  return connection.model('claims', schema) as unknown as Model<ClaimRow>
}
