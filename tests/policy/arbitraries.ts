/** Small helpers of the random worlds. */
import fc from 'fast-check'

export const now = Date.UTC(2025, 5, 1, 12)

export const sometimes = <T>(value: fc.Arbitrary<T>, often = 2) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: often }, { arbitrary: value, weight: 1 })

/** Without members that are undefined: JSON has none. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}
