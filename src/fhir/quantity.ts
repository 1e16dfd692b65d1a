/**
 * UCUM units brought to one canonical unit, so that 5 g and 5000 mg are the same amount.
 * https://ucum.org/ucum, https://hl7.org/fhir/R4/search.html#quantity
 */
import { UcumLhcUtils } from '@lhncbc/ucum-lhc'

export const ucumSystem = 'http://unitsofmeasure.org'

export interface Conversion {
  /** the product of base units, `1` without any: `g.m-3` */
  readonly unit: string
  readonly factor: number
  readonly offset: number
}

// Codes come from records and queries, so what is remembered is bounded.
const known = new Map<string, Conversion | undefined>()
const limit = 5000

/**
 * Undefined where UCUM gives no common measure: unknown codes, arbitrary units (`[iU]`), special ones other than
 * temperatures. Such quantities compare in their own unit alone.
 */
export function conversionOf(code: string): Conversion | undefined {
  if (known.has(code)) return known.get(code)
  const conversion = code.length > 100 ? undefined : reckon(code)
  if (known.size >= limit) known.clear()
  known.set(code, conversion)
  return conversion
}

// One value is asked for by several parameters in a row.
let last: { value: number; by: Conversion; canonical: number } | undefined

export function toCanonical(value: number, by: Conversion): number {
  if (last?.value === value && last.by === by) return last.canonical
  // twelve digits: what is equal on paper must not differ by the last bit of a product
  const canonical = Number((value * by.factor + by.offset).toPrecision(12))
  last = { value, by, canonical }
  return canonical
}

function reckon(code: string): Conversion | undefined {
  const utils = UcumLhcUtils.getInstance()
  const one = utils.convertToBaseUnits(code, 1)
  if (one.status !== 'succeeded' || one.magnitude === undefined) return undefined
  const unit = utils.getSpecifiedUnit(code, 'validate').unit
  if (unit === null) return undefined
  const name = nameOf(one.unitToExp ?? {}, unit.moleExp_, unit.equivalentExp_)
  if (one.fromUnitIsSpecial !== true) return { unit: name, factor: one.magnitude, offset: 0 }
  if (name !== 'K') return undefined
  const zero = utils.convertToBaseUnits(code, 0).magnitude ?? 0
  return { unit: name, factor: one.magnitude - zero, offset: zero }
}

/** UCUM counts moles and equivalents as bare numbers; here 5 mmol/L is no number of cells per litre. */
function nameOf(
  powers: Readonly<Record<string, number>>,
  moles: number,
  equivalents: number,
): string {
  const all: Record<string, number> = { ...powers, mol: moles, eq: equivalents }
  const parts = Object.keys(all)
    .filter((base) => all[base] !== 0 && all[base] !== undefined)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((base) => (all[base] === 1 ? base : `${base}${all[base]}`))
  return parts.length === 0 ? '1' : parts.join('.')
}
