/** Date entries and the clinical date: storage.md 3, fhir.md 7. */
import assert from 'node:assert/strict'
import { dateRange } from '#fhir/search/date.ts'
import { extract } from '#fhir/search/extract.ts'
import { firstTick, lastTick } from '#fhir/tick.ts'
import { entriesOf } from './entries-of.ts'

describe('date entries', () => {
  const whole = (text: string) => dateRange(text, 'UTC')
  const date = (members: object) =>
    entriesOf({ resourceType: 'Observation', ...members }).dat.find(({ p }) => p === 'date')
  const cases: [name: string, members: object, lo: string, hi: string][] = [
    ['dateTime', { effectiveDateTime: '1980-05' }, whole('1980-05').lo, whole('1980-05').hi],
    [
      'Period',
      { effectivePeriod: { start: '1980', end: '1981' } },
      whole('1980').lo,
      whole('1981').hi,
    ],
    ['Period without end', { effectivePeriod: { start: '1980' } }, whole('1980').lo, lastTick],
    ['Period without start', { effectivePeriod: { end: '1980' } }, firstTick, whole('1980').hi],
    [
      'Timing',
      {
        effectiveTiming: {
          event: ['1980', '1979-12-31'],
          repeat: { boundsPeriod: { start: '1980-02', end: '1982' } },
        },
      },
      whole('1979-12-31').lo,
      whole('1982').hi,
    ],
    ['Timing without dates', { effectiveTiming: { code: { text: 'BID' } } }, firstTick, lastTick],
  ]
  for (const [name, members, lo, hi] of cases)
    it(name, () => assert.deepEqual(date(members), { p: 'date', lo, hi }))

  it('carry the clinical date, and none where there is none', () => {
    assert.equal(
      entriesOf({ resourceType: 'Observation', effectiveDateTime: '1980' }).sd,
      whole('1980').lo,
    )
    assert.equal(
      entriesOf({ resourceType: 'Condition', onsetDateTime: '1980' }).sd,
      whole('1980').lo,
    )
    assert.equal('sd' in entriesOf({ resourceType: 'Observation' }), false)
    assert.equal('sd' in entriesOf({ resourceType: 'Patient', birthDate: '1980' }), false)
  })

  it('are read in the time zone given where they have none', () => {
    const { dat } = extract({ resourceType: 'Patient', birthDate: '1980-05-11' }, 'Patient', {
      timeZone: 'Asia/Brunei',
    })
    assert.equal(dat[0]?.lo, whole('1980-05-10T16:00:00Z').lo)
  })

  it('of what is no date: the write is refused', () => {
    assert.throws(() => entriesOf({ resourceType: 'Patient', birthDate: 'yesterday' }))
  })
})
