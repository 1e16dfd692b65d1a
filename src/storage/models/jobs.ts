/** Durable jobs, each taken by a lease and found again when its process died. */
import { type Connection, type Model, Schema } from 'mongoose'
import { settings } from './settings.ts'

export interface JobRow {
  readonly _id: string
  readonly kind: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly dueAt: number
  readonly leaseUntil?: number
  readonly owner?: string
  readonly attempts: number
  readonly input?: string
  readonly progress?: string
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    state: { type: String, required: true, enum: ['waiting', 'running', 'done', 'failed'] },
    dueAt: { type: Number, required: true },
    leaseUntil: Number,
    owner: String,
    attempts: { type: Number, required: true },
    input: String,
    progress: String,
  },
  settings('jobs'),
)
schema.index({ state: 1, dueAt: 1 })

export function jobsModel(connection: Connection): Model<JobRow> {
  return connection.model('jobs', schema) as unknown as Model<JobRow>
}
