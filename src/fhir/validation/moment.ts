/**
 * The written forms of date, dateTime, instant and time, and their order.
 * https://hl7.org/fhir/R4/datatypes.html#date
 */

const datePart = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const dateTimePart =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/
const timePart = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isCalendarDay(match: RegExpExecArray): boolean {
  const year = Number(match[1])
  if (year === 0) return false
  if (match[2] === undefined) return true
  const month = Number(match[2])
  if (month < 1 || month > 12) return false
  if (match[3] === undefined) return true
  const day = Number(match[3])
  const leap = month === 2 && (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0)
  return day >= 1 && day <= (monthLengths[month - 1] ?? 0) + Number(leap)
}

export function isDate(text: string): boolean {
  const match = text.length > 10 ? null : datePart.exec(text)
  return match !== null && isCalendarDay(match)
}

export function isInstant(text: string): boolean {
  const match = dateTimePart.exec(text)
  return match !== null && isCalendarDay(match)
}

/** A time of day demands seconds and a zone. */
export function isDateTime(text: string): boolean {
  return text.length > 10 ? isInstant(text) : isDate(text)
}

export function isTime(text: string): boolean {
  return timePart.test(text)
}

/** True only if `earlier` certainly lies after `later`; dates of different precision are compared as far as both go. */
export function liesAfter(earlier: string, later: string): boolean {
  if (earlier.length <= 10 || later.length <= 10) {
    const length = Math.min(earlier.length, later.length, 10)
    return earlier.slice(0, length) > later.slice(0, length)
  }
  const zoned = earlier.length === later.length && earlier.slice(19) === later.slice(19)
  return zoned ? earlier > later : Date.parse(earlier) > Date.parse(later)
}
