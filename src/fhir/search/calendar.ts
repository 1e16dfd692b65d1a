/** The proleptic Gregorian calendar, and what a clock on the wall of a time zone means in UTC. */

const day = 86_400_000

/** Days from 1970-01-01; unlike `Date.UTC` it takes the years 1 to 99 for what they are. */
export function daysFromEpoch(year: number, month: number, dayOfMonth: number): number {
  // the year begins in March, so that the leap day is its last
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Milliseconds since the epoch of a wall clock that shows `local` (milliseconds as if it stood in UTC). */
export function utcOf(local: number, timeZone: string): number {
  if (timeZone === 'UTC') return local
  // twice: the first guess may lie on the other side of a clock change
  return local - offsetAt(local - offsetAt(local, timeZone), timeZone)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function offsetAt(moment: number, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clocks.set(timeZone, clock)
  }
  const shown = new Map(clock.formatToParts(moment).map((part) => [part.type, part.value]))
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(shown.get(name) ?? 0)
  const year = shown.get('era')?.startsWith('B') === true ? 1 - part('year') : part('year')
  const seconds = part('hour') * 3600 + part('minute') * 60 + part('second')
  const local = daysFromEpoch(year, part('month'), part('day')) * day + seconds * 1000
  return local - Math.floor(moment / 1000) * 1000
}
