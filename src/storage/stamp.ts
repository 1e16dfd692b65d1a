/**
 * Stamps (`lu`): 11 tick characters of the millisecond, one of the process slot, two of a counter. Strictly increasing
 * in a process, also while its clock goes back, and unique between processes: no two share a slot.
 */
import { firstTick, millisOf, tickOf } from '#fhir/tick.ts'

const alphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const perMilli = alphabet.length ** 2

/** Sorts after every stamp of the same tick. */
export const afterStamps = 'zzz'

export interface Stamp {
  readonly lu: string
  /** what `meta.lastUpdated` says */
  readonly millis: number
}

export function stampClock(given: {
  readonly clock: () => number
  /** 0–63; asked each time, because a lost slot is replaced */
  readonly slot: () => number
  /** the newest stamp stored */
  readonly after?: string | undefined
}): () => Stamp {
  let millis = given.after === undefined ? millisOf(firstTick) : millisOf(given.after) + 1
  let slot = given.slot()
  let count = 0
  return () => {
    const now = Math.floor(given.clock())
    const holder = given.slot()
    // A smaller slot within the same millisecond would sort before what is stamped already.
    if (now > millis || holder !== slot || count === perMilli) {
      millis = Math.max(now, millis + (count === 0 ? 0 : 1))
      slot = holder
      count = 0
    }
    const suffix =
      alphabet.charAt(slot) + alphabet.charAt(Math.floor(count / 64)) + alphabet.charAt(count % 64)
    count += 1
    return { lu: tickOf(millis) + suffix, millis }
  }
}
