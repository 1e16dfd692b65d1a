/**
 * Number and quantity entries. Of a quantity: `param` (the number alone), `param¦unit` in the canonical unit where UCUM
 * has one, and `param¦¦code¦system¦` as given. https://hl7.org/fhir/R4/search.html#quantity
 */
import {
  type Amount,
  type AmountOf,
  amountOfRange,
  amounts,
  canonicalOf,
  numberOf,
  unbounded,
} from './amount.ts'
import { separator } from './entry.ts'
import { type Field, type Found, type Indexer, membersOf, sortBy } from './found.ts'

export const numberIndexers: Readonly<Record<string, Indexer>> = {
  decimal: indexNumber,
  integer: indexNumber,
  Range: (value, field, found) => {
    const amount = amountOfRange(value)
    if (amount === undefined) return
    add(field.code, amount.lo, amount.hi, found)
    if (amount.lo !== -unbounded) sortBy(field, amount.lo, found)
  },
}

export const quantityIndexers: Readonly<Record<string, Indexer>> = Object.fromEntries(
  Object.entries(amounts).map(([type, amountOf]) => [type, quantityIndexer(amountOf)]),
)

function add(p: string, lo: number, hi: number, found: Found): void {
  found.num.push({ p, lo, hi })
}

function indexNumber(value: unknown, field: Field, found: Found): void {
  const at = numberOf(value)
  if (at === undefined) return
  add(field.code, at, at, found)
  sortBy(field, at, found)
}

/** `¦¦code¦system¦`: a value without system is asked for by its beginning, one without code by its end. */
export function givenUnit(code: string, system: string): string {
  return separator + separator + code + separator + system + separator
}

function quantityIndexer(amountOf: AmountOf): Indexer {
  return (value, field, found) => {
    const amount = amountOf(value)
    if (amount === undefined) return
    const { lo, hi } = amount
    add(field.code, lo, hi, found)
    const canonical = canonicalOf(amount)
    if (canonical !== undefined)
      add(field.start + canonical.unit, canonical.lo, canonical.hi, found)
    for (const unit of givenUnits(amount)) add(field.code + unit, lo, hi, found)
    const key = canonical?.lo ?? lo
    if (Math.abs(key) !== unbounded) sortBy(field, key, found)
  }
}

/** By its code and, where it reads otherwise, by its unit. */
export function givenUnits({ code, system, unit }: Amount): string[] {
  if (code === '') return unit === '' ? [] : [givenUnit(unit, system)]
  return unit === '' || unit === code
    ? [givenUnit(code, system)]
    : [givenUnit(code, system), givenUnit(unit, '')]
}

/** Latitude and longitude, from which `near` draws its box. https://hl7.org/fhir/R4/location.html#positional */
export function indexPosition(value: unknown, field: Field, found: Found): void {
  const { latitude, longitude } = membersOf(value)
  const lat = numberOf(latitude)
  const lon = numberOf(longitude)
  if (lat === undefined || lon === undefined) return
  add(`${field.start}lat`, lat, lat, found)
  add(`${field.start}lon`, lon, lon, found)
}
