/**
 * What a date of any precision covers: a closed range of 100 ns ticks. A fraction of a second is one point.
 * https://hl7.org/fhir/R4/datatypes.html#dateTime, https://hl7.org/fhir/R4/search.html#date
 */
import { error, OutcomeError } from '../outcome.ts'
import { type Tick, tickOf } from '../tick.ts'
import { daysFromEpoch, daysInMonth, utcOf } from './calendar.ts'

export interface DateRange {
  readonly lo: Tick
  readonly hi: Tick
  /** digits of the fraction of a second, 0 without one */
  readonly fraction: number
}

const form =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/
const day = 86_400_000

/** @param timeZone IANA name; read into what carries no zone. Throws OutcomeError if it is no date. */
export function dateRange(text: string, timeZone: string): DateRange {
  const range = readDate(text, timeZone)
  if (range === undefined) throw new OutcomeError(error('value', 'This is not a date.'))
  return range
}

// Rows of one visit share their times, and one resource repeats its own.
const recent = new Map<string, DateRange>()
let recentZone = ''

/** Undefined if it is no date. */
export function readDate(text: string, timeZone: string): DateRange | undefined {
  if (timeZone !== recentZone || recent.size > 2000) {
    recent.clear()
    recentZone = timeZone
  }
  const known = recent.get(text)
  if (known !== undefined) return known
  const range = reckon(text, timeZone)
  if (range !== undefined) recent.set(text, range)
  return range
}

function reckon(text: string, timeZone: string): DateRange | undefined {
  const match = form.exec(text)
  if (match === null) return undefined
  const [, yyyy, mm, dd, hours, minutes, seconds, digits, zone] = match
  const year = Number(yyyy)
  const month = Number(mm ?? 1)
  const dayOfMonth = Number(dd ?? 1)
  if (year === 0 || month < 1 || month > 12) return undefined
  if (dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) return undefined
  const midnight = daysFromEpoch(year, month, dayOfMonth) * day
  if (hours === undefined) {
    const next =
      dd !== undefined
        ? midnight + day
        : day *
          (mm === undefined
            ? daysFromEpoch(year + 1, 1, 1)
            : daysFromEpoch(year, month, 1 + daysInMonth(year, month)))
    return between(utcOf(midnight, timeZone), utcOf(next, timeZone) - 1)
  }
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 60) return undefined
  const local =
    midnight + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds ?? 0) * 1000
  const start = zone === undefined ? utcOf(local, timeZone) : local - offsetOf(zone)
  if (digits !== undefined) {
    // finer than 100 ns is cut off
    const ticks = Number(digits.slice(0, 7).padEnd(7, '0'))
    const tick = tickOf(start + Math.floor(ticks / 10_000), ticks % 10_000)
    return { lo: tick, hi: tick, fraction: digits.length }
  }
  return between(start, start + (seconds === undefined ? 59_999 : 999))
}

/** `last` is the last millisecond; its last tick ends the range. */
function between(first: number, last: number): DateRange {
  return { lo: tickOf(first), hi: tickOf(last, 9999), fraction: 0 }
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
