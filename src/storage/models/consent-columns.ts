/** The consent columns (consent.md 8.2), the same on live and on superseded versions. */
export const consentColumns = {
  t: { type: String, required: true },
  cmp: [String],
  cpn: Number,
  con: Number,
  sen: [String],
  cod: [String],
  any: [String],
  prf: [String],
  src: [String],
  aut: [String],
  rec: [String],
  aud: [String],
  enc: [String],
  out: [String],
  lo: String,
  hi: String,
  hold: String,
  reg: Boolean,
} as const

export const consentColumnNames = Object.keys(consentColumns) as (keyof typeof consentColumns)[]
