/**
 * A number as it is written says how exact it is: `100` lies between 99.5 and 100.5, `100.00` between 99.995 and 100.005.
 * Reckoned on the digits, because a double has forgotten them. https://hl7.org/fhir/R4/search.html#number
 */

export interface Precise {
  /** the value itself */
  readonly at: number
  /** half-open: [lo, hi) */
  readonly lo: number
  readonly hi: number
}

const form = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/** Undefined if it is no decimal, or one that no double can hold. */
export function readDecimal(text: string): Precise | undefined {
  if (text.length > 60) return undefined
  const match = form.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent] = match
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  // FHIR: `1e2` is [95, 105), one place finer than its digits show
  const finer = exponent === undefined ? 1 : 2
  const place = Number(exponent ?? 0) - fraction.length - finer
  const scaled = digits * 10n ** BigInt(finer)
  const at = numberOf(scaled, place)
  const lo = numberOf(scaled - 5n, place)
  const hi = numberOf(scaled + 5n, place)
  return [at, lo, hi].every(Number.isFinite) ? around(at, lo, hi) : undefined
}

/** Holds its value even where doubles are too coarse for the digits. */
export function around(at: number, lo: number, hi: number): Precise {
  return { at, lo: Math.min(lo, at), hi: hi > at ? hi : -below(-at) }
}

const bits = new DataView(new ArrayBuffer(8))

/** The next smaller double. */
export function below(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n))
  return bits.getFloat64(0)
}

function numberOf(digits: bigint, place: number): number {
  return Number(`${digits}e${place}`)
}
