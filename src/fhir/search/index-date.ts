/** Date entries: closed ranges. A period is open where it names no end, a timing covers its events and bounds. https://hl7.org/fhir/R4/search.html#date */
import { firstTick, lastTick, type Tick } from '../tick.ts'
import { dateRange } from './date.ts'
import { type Field, type Found, type Indexer, isText, listOf, membersOf, sortBy } from './found.ts'

interface Range {
  readonly lo: Tick
  readonly hi: Tick
}

export type RangeOf = (value: unknown, timeZone: string) => Range | undefined

/** The range of each element type that a date parameter reads. */
export const dateRanges: Readonly<Record<string, RangeOf>> = {
  date: rangeOfDate,
  dateTime: rangeOfDate,
  instant: rangeOfDate,
  Period: rangeOfPeriod,
  Timing: rangeOfTiming,
}

export const dateIndexers: Readonly<Record<string, Indexer>> = Object.fromEntries(
  Object.entries(dateRanges).map(([type, rangeOf]) => [type, indexerOf(rangeOf)]),
)

function indexerOf(rangeOf: RangeOf): Indexer {
  return (value: unknown, field: Field, found: Found) => {
    const range = rangeOf(value, found.timeZone)
    if (range === undefined) return
    const last = found.dat.at(-1)
    if (last?.p !== field.code || last.lo !== range.lo || last.hi !== range.hi)
      found.dat.push({ p: field.code, lo: range.lo, hi: range.hi })
    sortBy(field, range.lo, found)
  }
}

function rangeOfDate(value: unknown, timeZone: string): Range | undefined {
  return isText(value) ? dateRange(value, timeZone) : undefined
}

function rangeOfPeriod(value: unknown, timeZone: string): Range {
  const { start, end } = membersOf(value)
  return {
    lo: isText(start) ? dateRange(start, timeZone).lo : firstTick,
    hi: isText(end) ? dateRange(end, timeZone).hi : lastTick,
  }
}

/** Without events and bounds it says nothing about when: it may be any time. */
function rangeOfTiming(value: unknown, timeZone: string): Range {
  const { event, repeat } = membersOf(value)
  const { boundsPeriod } = membersOf(repeat)
  const ranges = listOf(event)
    .filter(isText)
    .map((text) => dateRange(text, timeZone) as Range)
  if (boundsPeriod !== undefined) ranges.push(rangeOfPeriod(boundsPeriod, timeZone))
  let [outer] = ranges
  if (outer === undefined) return { lo: firstTick, hi: lastTick }
  for (const { lo, hi } of ranges)
    outer = { lo: lo < outer.lo ? lo : outer.lo, hi: hi > outer.hi ? hi : outer.hi }
  return outer
}
