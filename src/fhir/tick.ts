/**
 * A moment as an order-preserving string of 11 characters: 100 ns ticks since year 0 (proleptic Gregorian, UTC),
 * base 64 in ASCII order, so that comparing strings compares moments on every engine.
 */

const alphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const digits = new Map([...alphabet].map((letter, value) => [letter, value]))
/** Milliseconds from 0000-01-01T00:00:00Z to the Unix epoch. */
const epochOffset = 62_167_219_200_000

export type Tick = string

/** Before and after every moment that can be written. */
export const firstTick: Tick = '-'.repeat(11)
export const lastTick: Tick = 'z'.repeat(11)

/** `ms` since the Unix epoch (whole), `hundreds` = further 100 ns ticks (0–9999). */
export function tickOf(ms: number, hundreds = 0): Tick {
  const total = ms + epochOffset
  // Split so that every part stays below 2^53: high = 64^5 groups, low = the rest.
  let high = Math.floor(total / 1e5)
  let low = (total - high * 1e5) * 1e4 + hundreds
  // value = high * 1e9 + low; peel off base-64 digits from both.
  let text = ''
  for (let place = 0; place < 11; place++) {
    const carried = (high % 64) * 1e9 + low
    text = alphabet.charAt(carried % 64) + text
    high = Math.floor(high / 64)
    low = Math.floor(carried / 64)
  }
  return text
}

/** Whole milliseconds since the Unix epoch; finer ticks are cut off. */
export function millisOf(tick: Tick): number {
  let value = 0n
  for (const letter of tick.slice(0, 11)) value = value * 64n + BigInt(digits.get(letter) ?? 0)
  return Number(value / 10_000n) - epochOffset
}
