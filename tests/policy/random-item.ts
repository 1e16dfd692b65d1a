/** Random items: of one patient mostly, of several or nobody at times. */
import fc from 'fast-check'
import { tickOf } from '#fhir/tick.ts'
import type { Item } from '#policy/item.ts'
import { now, sometimes } from './arbitraries.ts'

const loinc = 'http://loinc.org'
const patients = ['Patient/p1', 'Patient/p2', 'Patient/p3']

export const item: fc.Arbitrary<Item> = fc
  .record({
    t: fc.constantFrom(
      'Observation',
      'Observation',
      'Communication',
      'Patient',
      'Task',
      'Consent',
      'Appointment',
      'Practitioner',
      'CareTeam',
      'Group',
    ),
    id: fc.constantFrom('i0', 'i1', 'ct1'),
    cmp: fc.oneof(
      { arbitrary: fc.constant(['Patient/p1']), weight: 5 },
      { arbitrary: fc.uniqueArray(fc.constantFrom(...patients), { maxLength: 3 }), weight: 2 },
    ),
    con: fc.constantFrom(0, 3, 3, 3, 4, 4, 5),
    sen: fc.constantFrom<readonly string[]>(
      [],
      [],
      ['HIV'],
      ['PSY'],
      ['PRS', 'PSYTHPN'],
      ['?'],
      ['ETHUD'],
    ),
    cod: fc.subarray([`${loinc}|a`, `${loinc}|b`]),
    src: fc.subarray(['Practitioner/lee', 'Organization/hosp', 'Organization/clinic']),
    rec: fc.constantFrom(
      'Organization/clinic',
      'Organization/clinic',
      'Organization/hosp',
      'Organization/lab',
      'Patient/p1',
      'Practitioner/lee',
    ),
    aud: fc.constantFrom<readonly string[]>(
      [],
      [],
      [],
      ['CareTeam/ct1'],
      ['Practitioner/lee'],
      ['Organization/clinic'],
      ['Device/app1'],
    ),
    enc: fc.subarray(['Encounter/e1']),
    out: fc.subarray(['Communication/i1', 'Observation/i0', 'Encounter/e1']),
    start: fc.constantFrom(Date.UTC(2018, 3), Date.UTC(2024, 11, 5), Date.UTC(2025, 4, 31)),
    length: fc.constantFrom(0, 86_400_000, 40 * 86_400_000),
    hold: sometimes(fc.constantFrom(now - 1, now + 1), 5),
    reg: fc.constantFrom(false, false, false, true),
  })
  .map(({ id, start, length, hold, reg, rec, ...one }) => {
    const cmp = one.t === 'Patient' ? ['Patient/p1'] : one.cmp
    return {
      ...one,
      ref: one.t === 'Patient' ? 'Patient/p1' : `${one.t}/${id}`,
      cmp,
      cpn: cmp.length,
      any: one.cod,
      prf: [],
      aut: one.src,
      rec: [rec],
      lo: tickOf(start),
      hi: tickOf(start + length),
      ...(hold === undefined ? {} : { hold: tickOf(hold) }),
      ...(reg && ['Practitioner', 'CareTeam'].includes(one.t) ? { reg } : {}),
    }
  })
