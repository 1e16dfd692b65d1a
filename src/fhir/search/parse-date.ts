/** A date of any precision with one of nine prefixes. https://hl7.org/fhir/R4/search.html#date */
import { millisOf, tickOf } from '../tick.ts'
import { type Asked, badValue, type ParseClause, splitPrefix } from './asked.ts'
import { type DateRange, readDate } from './date.ts'
import type { DateValue } from './request.ts'
import { unescapeValue } from './split-value.ts'

export const parseDate: ParseClause = (asked) => ({
  kind: 'date',
  param: asked.definition.code,
  values: asked.values.map((value) => dateValue(value, asked)),
})

/** Stamps are shown to the millisecond, so a fraction covers what is shown by it. */
export const parseLastUpdated: ParseClause = (asked) => ({
  kind: 'last-updated',
  ranges: asked.values.map((value) => dateValue(value, asked, shownBy)),
})

function dateValue(
  value: string,
  asked: Asked,
  covers: (range: DateRange) => DateRange = (range) => range,
): DateValue {
  // an unescaped + of a zone arrives as a space
  const [prefix, text] = splitPrefix(unescapeValue(value).replace(/ (?=\d\d:\d\d$)/, '+'))
  const found = readDate(text, asked.timeZone)
  if (found === undefined || found.fraction > 7)
    throw badValue(
      asked,
      'dates as 2024, 2024-05, 2024-05-31 or 2024-05-31T16:32:15.123Z, no finer than 100 ns',
    )
  const range = covers(found)
  return prefix === 'ap' ? { prefix, ...widened(range, asked.now) } : { prefix, ...ends(range) }
}

function ends({ lo, hi }: DateRange): Pick<DateValue, 'lo' | 'hi'> {
  return { lo, hi }
}

/** By a tenth of the distance to now, on both sides. */
function widened({ lo, hi }: DateRange, now: number): Pick<DateValue, 'lo' | 'hi'> {
  const [first, last] = [millisOf(lo), millisOf(hi)]
  const distance = first > now ? first - now : last < now ? now - last : 0
  const tenth = Math.round(distance / 10)
  return { lo: tickOf(Math.max(first - tenth, earliest)), hi: tickOf(last + tenth, 9999) }
}

/** 0000-01-01, where ticks begin. */
const earliest = -62_167_219_200_000

function shownBy(range: DateRange): DateRange {
  if (range.fraction === 0 || range.fraction > 3) return range
  const last = millisOf(range.lo) + 10 ** (3 - range.fraction) - 1
  return { ...range, hi: tickOf(last, 9999) }
}
