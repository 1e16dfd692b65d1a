/**
 * When what a resource tells happened (R11): its clinical time, else when it was written down, else `meta.lastUpdated`.
 * https://hl7.org/fhir/R4/fivews.html
 */
import { readDate } from '#fhir/search/date.ts'
import { lastTick, type Tick } from '#fhir/tick.ts'
import { isMembers, listOf, type Members } from './content.ts'

export interface Interval {
  readonly lo: Tick
  readonly hi: Tick
}

/** In this order; a pair is a start and an end. */
const clinical: readonly (string | readonly [string, string])[] = [
  'effectiveDateTime',
  'effectivePeriod',
  'effectiveInstant',
  'performedDateTime',
  'performedPeriod',
  'occurrenceDateTime',
  'occurrencePeriod',
  'occuredDateTime',
  'occurredDateTime',
  'occurredPeriod',
  ['onsetDateTime', 'abatementDateTime'],
  'onsetPeriod',
  'billablePeriod',
  'servicedDate',
  'servicedPeriod',
  'deceasedDate',
  'identifiedDateTime',
  'identifiedPeriod',
  'collectedDateTime',
  'collectedPeriod',
  'lastOccurrence',
  ['start', 'end'],
  'started',
  ['whenPrepared', 'whenHandedOver'],
  'whenHandedOver',
  'period',
  'executionPeriod',
  ['sent', 'received'],
]
/** Elements inside which the clinical time of some types stands. */
const nested = ['context', 'collection']
const written = [
  'authoredOn',
  'authored',
  'recordedDate',
  'recorded',
  'issued',
  'dateAsserted',
  'dateRecorded',
  'created',
  'createdDateTime',
  'dateTime',
  'date',
  'timestamp',
]

/** @param lastUpdated the fallback */
export function clinicalTime(resource: object, timeZone: string, lastUpdated: Tick): Interval {
  const members = resource as Members
  const places = [members, ...nested.map((name) => members[name]).filter(isMembers)]
  for (const place of places) {
    for (const element of clinical) {
      const found =
        typeof element === 'string'
          ? read(place[element], timeZone)
          : span(place, element, timeZone)
      if (found !== undefined) return found
    }
  }
  for (const element of written) {
    const found = read(members[element], timeZone)
    if (found !== undefined) return found
  }
  return { lo: lastUpdated, hi: lastUpdated }
}

/** A date, or a Period; an open end lasts. */
function read(value: unknown, timeZone: string): Interval | undefined {
  if (typeof value === 'string') return readDate(value, timeZone)
  const [period] = listOf(value)
  if (!isMembers(period)) return undefined
  const start = read(period.start, timeZone)
  const end = read(period.end, timeZone)
  if (start === undefined && end === undefined) return undefined
  return { lo: start?.lo ?? end?.lo ?? lastTick, hi: end?.hi ?? lastTick }
}

/** A start with an end that may not be known: then it is the start alone. */
function span(
  place: Members,
  names: readonly [string, string],
  timeZone: string,
): Interval | undefined {
  const start = read(place[names[0]], timeZone)
  const end = read(place[names[1]], timeZone)
  if (start === undefined) return end
  return { lo: start.lo, hi: end !== undefined && end.hi > start.hi ? end.hi : start.hi }
}
