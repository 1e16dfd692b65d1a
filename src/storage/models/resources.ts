/**
 * What is live: one row per resource, its text, its search arrays and its consent columns.
 * Six indexes carry all search parameters of R4, two the patient; a ninth needs a measured query and an ADR.
 */
import { type Connection, Schema } from 'mongoose'
import { consentColumns } from './consent-columns.ts'
import { settings } from './settings.ts'

const dateEntry = new Schema({ p: String, lo: String, hi: String }, { _id: false })
const numberEntry = new Schema({ p: String, lo: Number, hi: Number }, { _id: false })

const schema = new Schema(
  {
    _id: { type: String, required: true },
    ...consentColumns,
    n: { type: Number, required: true },
    vid: { type: String, required: true },
    lu: { type: String, required: true },
    json: { type: String, required: true },
    sk: { type: String, required: true },
    tok: [String],
    ref: [String],
    str: [String],
    stx: [String],
    dat: [dateEntry],
    num: [numberEntry],
    sd: String,
    s: { type: Map, of: Schema.Types.Mixed },
  },
  settings('resources'),
)
schema.index({ t: 1, tok: 1, lu: 1 })
schema.index({ t: 1, ref: 1, lu: 1 })
schema.index({ t: 1, str: 1 })
schema.index({ t: 1, 'dat.p': 1, 'dat.lo': 1, 'dat.hi': 1 })
schema.index({ t: 1, 'num.p': 1, 'num.lo': 1, 'num.hi': 1 })
schema.index({ t: 1, lu: 1 })
schema.index({ cmp: 1, t: 1, lu: 1 })
schema.index({ cmp: 1, t: 1, sd: 1 })

export function resourcesModel(connection: Connection) {
  return connection.model('resources', schema)
}
