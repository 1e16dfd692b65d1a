/** Random R4 Consents of any shape and the rest of what a patient orders: small enough to collide often. */
import fc from 'fast-check'
import { tickOf } from '#fhir/tick.ts'
import { compile } from '#policy/consent/compile.ts'
import { type Directives, noDirectives, postures } from '#policy/directives.ts'
import { defined, now, sometimes } from './arbitraries.ts'

const hl7 = 'http://terminology.hl7.org/CodeSystem'
const loinc = 'http://loinc.org'

const rarely = <T>(value: fc.Arbitrary<T>) => sometimes(value, 25)
const some = <T>(...values: readonly T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 })

const recipients = [
  'Practitioner/lee',
  'Practitioner/smith',
  'Organization/clinic',
  'Organization/group',
  'Organization/hosp',
  'CareTeam/ct1',
  'Device/app1',
  'Device/ehr',
  'RelatedPerson/mum',
  'Patient/p2',
]

const actor = fc
  .record({
    role: fc.constantFrom('IRCP', 'IRCP', 'IRCP', 'GRANTEE', 'CST', 'AUT', 'XYZ', undefined),
    reference: fc.constantFrom(...recipients, ...recipients, undefined),
  })
  .map(({ role, reference }) => ({
    ...(role === undefined ? {} : { role: { coding: [{ code: role }] } }),
    reference: reference === undefined ? { display: 'somebody' } : { reference },
  }))

const day = fc.constantFrom(
  '2018',
  '2024-12',
  '2025-01-01',
  '2025-05-31',
  '2025-06-01',
  '2026-01-01',
)
const period = fc.record({ start: sometimes(day, 1), end: sometimes(day, 1) }).map(defined)

const label = fc
  .constantFrom('U', 'N', 'R', 'R', 'V', 'HIV', 'PSY', 'BH', 'SUD', 'ZZZ')
  .map((code) => ({
    system: 'UNRV'.includes(code) ? `${hl7}/v3-Confidentiality` : `${hl7}/v3-ActCode`,
    code,
  }))

const dataReference = fc.record({
  meaning: fc.constantFrom('instance', 'related', 'dependents', 'authoredby'),
  reference: fc
    .constantFrom('Observation/i0', 'Communication/i1', 'Encounter/e1', 'Practitioner/lee')
    .map((reference) => ({ reference })),
})

const dimensions = {
  actor: sometimes(fc.array(actor, { minLength: 1, maxLength: 2 }), 1),
  purpose: sometimes(
    some('TREAT', 'TREAT', 'ETREAT', 'BTG', 'HPAYMT', 'FAMRQT', 'nonsense').map((codes) =>
      codes.map((code) => ({ system: `${hl7}/v3-ActReason`, code })),
    ),
    4,
  ),
  action: sometimes(
    some('access', 'collect', 'correct', 'use').map((codes) =>
      codes.map((code) => ({ coding: [{ system: `${hl7}/consentaction`, code }] })),
    ),
    5,
  ),
  securityLabel: sometimes(fc.uniqueArray(label, { minLength: 1, maxLength: 2 })),
  class: sometimes(
    some('Observation', 'Communication', 'Task', 'Patient', 'Consent').map((codes) =>
      codes.map((code) => ({ system: 'http://hl7.org/fhir/resource-types', code })),
    ),
    3,
  ),
  code: sometimes(
    some('a', 'b').map((codes) => codes.map((code) => ({ coding: [{ system: loinc, code }] }))),
    6,
  ),
  data: sometimes(fc.array(dataReference, { minLength: 1, maxLength: 2 }), 6),
  dataPeriod: sometimes(period, 8),
  period: sometimes(period, 6),
  modifierExtension: rarely(fc.constant([{ url: 'http://example.org/x', valueBoolean: true }])),
}

const { provision } = fc.letrec<{ provision: object }>((tie) => ({
  provision: fc
    .record({
      ...dimensions,
      type: fc.constantFrom('permit', 'permit', 'deny', 'deny', undefined),
      provision: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant(undefined),
        fc.array(tie('provision'), { minLength: 1, maxLength: 2 }),
      ),
    })
    .map(defined),
}))

export const plainPermit = fc.record({ ...dimensions, type: fc.constant('permit') }).map(defined)
export const plainDeny = fc.record({ ...dimensions, type: fc.constant('deny') }).map(defined)

/** A Consent of `Patient/p1`, or of whom it says. */
export const consentOf = (root: fc.Arbitrary<object>) =>
  fc
    .record({
      id: fc.stringMatching(/^[a-z]{6}$/),
      status: fc.constantFrom('active', 'active', 'active', 'active', 'inactive', 'proposed'),
      patient: fc.constantFrom('Patient/p1', 'Patient/p1', 'Patient/p2'),
      dateTime: sometimes(fc.constantFrom('2025-01-01', '2027-01-01'), 3),
      policyRule: fc.constantFrom('OPTIN', 'OPTIN', 'OPTOUT', 'NOPP').map((code) => ({
        coding: [{ system: `${hl7}/v3-ActCode`, code }],
      })),
      provision: root,
      byPatientSide: fc.constantFrom(true, true, true, true, false),
      verified: fc.boolean(),
    })
    .map((one) => ({
      ...defined(one),
      resourceType: 'Consent',
      patient: { reference: one.patient },
      scope: { coding: [{ system: `${hl7}/consentscope`, code: 'patient-privacy' }] },
    }))

export type Consent = object & {
  readonly patient: { readonly reference: string }
  readonly provision: object
  readonly byPatientSide: boolean
  readonly verified: boolean
}

export const consent = consentOf(provision) as fc.Arbitrary<Consent>
export const settings = fc.record({
  posture: fc.constantFrom(...postures, 'trusted-only' as const),
  emergency: fc.constantFrom('N' as const, 'R' as const, 'off' as const),
  longestHold: fc.constantFrom(0, 5),
  dropBox: fc.boolean(),
  discoverable: fc.boolean(),
  careTeams: fc.constantFrom<readonly string[]>([], ['CareTeam/ct1']),
  authorities: fc.constantFrom<Directives['authorities']>(
    [],
    [],
    [{ who: 'RelatedPerson/mum', to: tickOf(now + 10_000) }],
  ),
})

export function lawFrom(
  consents: readonly Consent[],
  ofEach: Partial<Directives>,
): ReadonlyMap<string, Directives> {
  const said = new Set(['Patient/p1', ...consents.map((one) => one.patient.reference)])
  return new Map(
    [...said].map((patient) => [
      patient,
      {
        ...noDirectives(patient),
        ...(patient === 'Patient/p1' ? ofEach : {}),
        consents: consents
          .filter((one) => one.patient.reference === patient)
          .map((one) => compile(one, { ...one, timeZone: 'Asia/Brunei' })),
      },
    ]),
  )
}
