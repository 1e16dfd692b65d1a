/** What a date covers: https://hl7.org/fhir/R4/search.html#date, fhir.md 7. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { OutcomeError } from '#fhir/outcome.ts'
import { daysFromEpoch, utcOf } from '#fhir/search/calendar.ts'
import { dateRange, readDate } from '#fhir/search/date.ts'
import { millisOf, tickOf } from '#fhir/tick.ts'

const at = (text: string) => Date.parse(text)

describe('dateRange', () => {
  const ranges: [text: string, zone: string, first: string, last: string][] = [
    ['1980', 'UTC', '1980-01-01T00:00:00.000Z', '1980-12-31T23:59:59.999Z'],
    ['1980-02', 'UTC', '1980-02-01T00:00:00.000Z', '1980-02-29T23:59:59.999Z'],
    ['1979-12', 'UTC', '1979-12-01T00:00:00.000Z', '1979-12-31T23:59:59.999Z'],
    ['1980-05-11', 'UTC', '1980-05-11T00:00:00.000Z', '1980-05-11T23:59:59.999Z'],
    ['1980-05-11T16:32', 'UTC', '1980-05-11T16:32:00.000Z', '1980-05-11T16:32:59.999Z'],
    ['1980-05-11T16:32:15Z', 'UTC', '1980-05-11T16:32:15.000Z', '1980-05-11T16:32:15.999Z'],
    ['1980-05-11T16:32:15+08:00', 'UTC', '1980-05-11T08:32:15.000Z', '1980-05-11T08:32:15.999Z'],
    ['1980-05-11T16:32:15-03:30', 'UTC', '1980-05-11T20:02:15.000Z', '1980-05-11T20:02:15.999Z'],
    ['2024-05-31', 'Asia/Brunei', '2024-05-30T16:00:00.000Z', '2024-05-31T15:59:59.999Z'],
    ['2024-05', 'Asia/Brunei', '2024-04-30T16:00:00.000Z', '2024-05-31T15:59:59.999Z'],
    // the day of a clock change has 23 hours
    ['2024-03-31', 'Europe/Berlin', '2024-03-30T23:00:00.000Z', '2024-03-31T21:59:59.999Z'],
    [
      '2024-07-01T12:00:00',
      'America/New_York',
      '2024-07-01T16:00:00.000Z',
      '2024-07-01T16:00:00.999Z',
    ],
    ['0001-01-01', 'UTC', '0001-01-01T00:00:00.000Z', '0001-01-01T23:59:59.999Z'],
    ['9999', 'UTC', '9999-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
  ]
  for (const [text, zone, first, last] of ranges)
    it(`${text} in ${zone}`, () => {
      const { lo, hi } = dateRange(text, zone)
      assert.deepEqual([lo, hi], [tickOf(at(first)), tickOf(at(last), 9999)])
    })

  it('a fraction is a point, to 100 ns', () => {
    const { lo, hi } = dateRange('1980-05-11T16:32:15.5000001Z', 'UTC')
    assert.equal(lo, hi)
    assert.equal(lo, tickOf(at('1980-05-11T16:32:15.500Z'), 1))
    assert.equal(
      dateRange('1980-05-11T16:32:15.5Z', 'UTC').lo,
      tickOf(at('1980-05-11T16:32:15.500Z')),
    )
  })

  for (const text of [
    '',
    '0000',
    '80',
    '1980-13',
    '1980-00',
    '1973-02-29',
    '1980-05-32',
    '1980-05-11T',
    '1980-05-11T16',
    '1980-05-11T24:00:00Z',
    '1980-05-11T16:60:00Z',
    '1980-05-11 16:32',
    '1980-05-11Z',
    '1980-05-11T16:32:15+8',
    ' 1980',
    '***',
  ])
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(readDate(text, 'UTC'), undefined)
      assert.throws(() => dateRange(text, 'UTC'), OutcomeError)
    })

  it('law: days are those of the platform, ranges of neighbours touch and order is kept', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-02T00:00:00Z'),
          max: new Date('9998-12-31T00:00:00Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const [year, month, day] = [
            date.getUTCFullYear(),
            date.getUTCMonth() + 1,
            date.getUTCDate(),
          ]
          assert.equal(daysFromEpoch(year, month, day), Math.floor(date.getTime() / 86_400_000))
          const text = date.toISOString().slice(0, 10)
          const next = new Date(date.getTime() + 86_400_000).toISOString().slice(0, 10)
          const [one, two] = [dateRange(text, 'UTC'), dateRange(next, 'UTC')]
          assert.ok(one.lo < one.hi && one.hi < two.lo)
          assert.equal(millisOf(two.lo) - millisOf(one.hi), 1)
        },
      ),
    )
  })

  it('law: a wall clock comes back from UTC', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Asia/Brunei', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe'),
        fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
        (zone, moment) => {
          const shown = new Date(moment)
            .toLocaleString('sv-SE', { timeZone: zone })
            .replace(' ', 'T')
          const back = utcOf(Date.parse(`${shown}Z`), zone)
          // the hour that a clock shows twice may come back as its other showing
          assert.ok(Math.abs(back - moment) <= 3_600_000)
          if (zone === 'Asia/Brunei') assert.equal(back, moment)
        },
      ),
    )
  })
})
