/** Random resources around two patients, small enough to collide: every type that the law treats in a way of its own. */
import fc from 'fast-check'
import { directoryTypes } from '#policy/type-groups.ts'
import { defined, sometimes } from '#tests/policy/arbitraries.ts'
import type { Given } from './hearth.ts'

const hl7 = 'http://terminology.hl7.org/CodeSystem'
const loinc = 'http://loinc.org'
const release = 'https://amanah.example/fhir/StructureDefinition/release-date'

const to = (reference: string) => ({ reference })
const patients = ['Patient/p1', 'Patient/p1', 'Patient/p1', 'Patient/p2'] as const

const mark = (code: string): object => ({
  system: 'NRV'.includes(code) ? `${hl7}/v3-Confidentiality` : `${hl7}/v3-ActCode`,
  code,
  ...(code === 'PHY'
    ? { extension: [{ url: release, valueDateTime: '2025-06-03T00:00:00Z' }] }
    : {}),
})

/** What any of them may say. */
const traits = fc.record({
  labels: fc.constantFrom<readonly string[]>(
    [],
    [],
    [],
    ['N'],
    ['R'],
    ['V'],
    ['PSY'],
    ['HIV', 'R'],
    ['PRS'],
    ['PHY'],
    ['ZZZ'],
  ),
  tag: fc.constantFrom('x', 'y', undefined),
  patient: fc.constantFrom(...patients),
  other: fc.constantFrom('Patient/p2', 'Patient/p2', undefined),
  codes: fc.constantFrom<readonly string[]>(['a'], ['a'], ['b'], ['a', 'b'], []),
  author: fc.constantFrom('Practitioner/lee', 'Organization/hosp', 'Practitioner/i5', undefined),
  encounter: sometimes(fc.constant('Encounter/e1'), 2),
  from: sometimes(fc.constantFrom('Observation/i0', 'Observation/i2', 'Observation/never'), 2),
  when: fc.constantFrom('2018-04-01', '2024-12-05T10:00:00Z', '2025-05-31', undefined),
  until: fc.constantFrom('2025-06-20', undefined, undefined),
  value: fc.constantFrom(5, 7.5, undefined),
})
type Traits = typeof traits extends fc.Arbitrary<infer T> ? T : never

const coded = ({ codes }: Traits) =>
  codes.length === 0
    ? { text: 'in words alone' }
    : { coding: codes.map((code) => ({ system: loinc, code })) }
const during = ({ when, until }: Traits, name: string) =>
  when === undefined
    ? {}
    : until === undefined
      ? { [`${name}DateTime`]: when }
      : { [`${name}Period`]: { start: when, end: until } }
const actor = (reference: string) => ({ actor: to(reference), status: 'accepted' })
const each = (references: readonly (string | undefined)[]) =>
  references.flatMap((one) => (one === undefined ? [] : [to(one)]))

type Maker = (one: Traits) => Record<string, unknown>

const makers: Readonly<Record<string, Maker>> = {
  Observation: (one) => ({
    status: one.until === undefined ? 'final' : 'amended',
    code: coded(one),
    ...(one.tag === 'y' && one.other === undefined ? {} : { subject: to(one.patient) }),
    ...during(one, 'effective'),
    performer: each([one.author, one.tag === 'x' ? one.other : undefined]),
    encounter: one.encounter === undefined ? undefined : to(one.encounter),
    derivedFrom: each([one.from]),
    valueQuantity: one.value === undefined ? undefined : { value: one.value, unit: 'mg' },
  }),
  Condition: (one) => ({
    code: coded(one),
    subject: to(one.patient),
    recorder: one.author === undefined ? undefined : to('Practitioner/lee'),
    encounter: one.encounter === undefined ? undefined : to(one.encounter),
  }),
  Communication: (one) => ({
    status: 'completed',
    category: [coded(one)],
    subject: to(one.patient),
    sender: to(one.patient),
    sent: one.when,
    about: each([one.from]),
  }),
  CommunicationRequest: (one) => ({
    status: 'active',
    category: [coded(one)],
    subject: to(one.patient),
    authoredOn: one.when,
  }),
  Task: (one) => ({
    status: 'requested',
    intent: 'order',
    code: coded(one),
    for: to(one.patient),
    focus: one.from === undefined ? undefined : to(one.from),
  }),
  Appointment: (one) => ({
    status: 'booked',
    serviceType: [coded(one)],
    participant: [one.patient, one.other, 'Practitioner/lee'].flatMap((who) =>
      who === undefined ? [] : [actor(who)],
    ),
    start: '2025-07-01T10:00:00Z',
    end: '2025-07-01T10:20:00Z',
  }),
  DiagnosticReport: (one) => ({
    status: 'final',
    code: coded(one),
    subject: to(one.patient),
    ...during(one, 'effective'),
    result: each([one.from]),
  }),
  DocumentReference: (one) => ({
    status: 'current',
    type: coded(one),
    subject: to(one.patient),
    author: each([one.other, one.author === undefined ? undefined : 'Practitioner/lee']),
    content: [{ attachment: { url: 'Binary/b1' } }],
  }),
  MedicationRequest: (one) => ({
    status: 'active',
    intent: 'order',
    subject: to(one.patient),
    medicationReference: to('Medication/m1'),
    authoredOn: one.when,
  }),
  List: (one) => ({
    status: 'current',
    mode: 'working',
    code: coded(one),
    subject: to(one.patient),
    entry: each([one.from]).map((item) => ({ item })),
  }),
  Group: (one) => ({
    type: 'person',
    actual: true,
    code: coded(one),
    member: each([one.patient, one.other]).map((entity) => ({ entity })),
  }),
  Practitioner: () => ({ name: [{ family: 'Lookalike' }] }),
  Location: () => ({ name: 'Ward' }),
  Questionnaire: () => ({ status: 'active' }),
  Encounter: (one) => ({
    status: 'finished',
    class: { system: `${hl7}/v3-ActCode`, code: 'AMB' },
    type: [coded(one)],
    subject: to(one.patient),
  }),
  Medication: (one) => ({ code: coded(one) }),
  Binary: () => ({ contentType: 'text/plain', data: 'aGk=' }),
  CareTeam: (one) => ({
    status: one.until === undefined ? 'active' : 'inactive',
    subject: to('Patient/p1'),
    participant: each(['Practitioner/lee', one.other]).map((member) => ({ member })),
  }),
  RelatedPerson: () => ({ patient: to('Patient/p1'), relationship: [{ text: 'mother' }] }),
  Patient: (one) => ({
    identifier: [{ system: 'urn:x', value: one.tag ?? 'z' }],
    name: [{ family: 'Amin', given: ['Siti'] }],
    gender: one.tag === 'x' ? 'female' : 'male',
    birthDate: '1978-04-12',
    generalPractitioner: each([one.author === undefined ? undefined : 'Practitioner/lee']),
  }),
}

export function made(type: string, id: string, one: Traits): Given['resource'] {
  const { labels, tag } = one
  const meta = defined({
    security: labels.length === 0 ? undefined : labels.map(mark),
    tag: tag === undefined ? undefined : [{ system: 'urn:tags', code: tag }],
  })
  const members = makers[type]?.(one) ?? {}
  const { performer, derivedFrom, about, result, author, ...rest } = members
  const lists = { performer, derivedFrom, about, result, author }
  for (const [name, list] of Object.entries(lists))
    if (Array.isArray(list) && list.length > 0) Object.assign(rest, { [name]: list })
  return defined({ resourceType: type, id, meta, ...rest })
}

const recorders = ['clinic', 'clinic', 'clinic', 'hosp', 'lab', 'group'].map(
  (one) => `Organization/${one}`,
)
const audiences: readonly (readonly string[])[] = [
  [],
  [],
  [],
  [],
  ['CareTeam/pool'],
  ['Practitioner/lee'],
  ['Organization/hosp'],
  ['Device/app1'],
  ['CareTeam/ct1'],
]

/** A resource of one of these types with its recorder and audience. */
export const given = (id: string, types: readonly string[], more: readonly string[] = []) =>
  fc
    .record({
      type: fc.constantFrom(...types),
      traits,
      recorder: fc.constantFrom(...recorders, 'Patient/p1', 'Practitioner/lee', ...more),
      audience: fc.constantFrom(...audiences),
    })
    .map(
      (one): Given => ({
        resource: made(one.type, id, one.traits),
        recorder: one.recorder,
        // whoever is addressed finds it, too: directory rows are addressed to nobody
        audience: directoryTypes.includes(one.type) ? [] : one.audience,
      }),
    )
