/** Random worlds: two patients, what is recorded of them, what they ordered, and who asks for what. */
import fc from 'fast-check'
import type { Principal } from '#policy/principal.ts'
import { defined } from '#tests/policy/arbitraries.ts'
import { type Consent, consent } from '#tests/policy/random-law.ts'
import type { Given } from './hearth.ts'
import { caller } from './random-callers.ts'
import { given } from './random-resources.ts'

export interface World {
  readonly rows: readonly Given[]
  readonly callers: readonly Principal[]
  /** which of the parameters are asked, as picks */
  readonly picks: readonly number[]
}

const own = 'https://amanah.example/fhir'
const common = [
  'Observation',
  'Observation',
  'Observation',
  'Condition',
  'Appointment',
  'Appointment',
  'Communication',
  'CommunicationRequest',
  'Task',
  'DiagnosticReport',
  'DocumentReference',
  'MedicationRequest',
  'List',
  'Group',
  'Practitioner',
  'Location',
  'Questionnaire',
]

const consentRow = fc.tuple(consent, fc.constantFrom('Organization/clinic', 'Organization/hosp'))

const posture = fc
  .record({
    uri: fc.constantFrom('trusted-only', 'care-team', 'open-care', 'emergency-only', 'closed'),
    hold: fc.constantFrom(0, 5),
    by: fc.constantFrom('Patient/p1', 'Patient/p1', 'Patient/p2'),
  })
  .map(
    ({ uri, hold, by }): Given => ({
      recorder: by,
      resource: {
        resourceType: 'Consent',
        id: 'posture',
        status: 'active',
        scope: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/consentscope',
              code: 'patient-privacy',
            },
          ],
        },
        category: [{ coding: [{ system: `${own}/CodeSystem/consent-category`, code: 'posture' }] }],
        patient: { reference: by },
        policy: [{ uri: `${own}/posture/${uri}` }],
        extension: [
          { url: `${own}/StructureDefinition/longest-hold`, valueUnsignedInt: hold },
          { url: `${own}/StructureDefinition/stub-element`, valueCode: 'gender' },
        ],
      },
    }),
  )

export const world: fc.Arbitrary<World> = fc
  .record({
    patients: fc.tuple(
      given('p1', ['Patient'], ['Patient/p1']),
      given('p2', ['Patient'], ['Patient/p1']),
    ),
    mum: given('mum', ['RelatedPerson']),
    team: given('ct1', ['CareTeam'], ['Patient/p1', 'Patient/p1', 'Patient/p1']),
    first: given('i0', ['Observation']),
    second: given('i1', ['Communication', 'Observation']),
    sides: fc.subarray(['Encounter/e1', 'Medication/m1', 'Binary/b1', 'Group/g1']),
    sideRows: fc.tuple(
      given('e1', ['Encounter']),
      given('m1', ['Medication']),
      given('b1', ['Binary']),
      given('g1', ['Group']),
    ),
    items: fc
      .integer({ min: 3, max: 8 })
      .chain((length) =>
        fc.tuple(...Array.from({ length }, (_, at) => given(`i${at + 2}`, common))),
      ),
    consents: fc.array(consentRow, { maxLength: 4 }),
    posture: fc.option(posture, { freq: 2, nil: undefined }),
    callers: fc.array(caller, { minLength: 1, maxLength: 1 }),
    picks: fc.array(fc.nat(10_000), { minLength: 12, maxLength: 12 }),
  })
  .map((one) => ({
    rows: [
      ...one.patients,
      one.mum,
      one.team,
      one.first,
      one.second,
      ...one.sideRows.filter(({ resource }) =>
        one.sides.includes(`${resource.resourceType}/${resource.id}`),
      ),
      ...one.items,
      ...one.consents.map(([said, clinic], at) => consentGiven(said, clinic, at)),
      ...(one.posture === undefined ? [] : [one.posture]),
    ],
    callers: one.callers,
    picks: one.picks,
  }))

function consentGiven(said: Consent, clinic: string, at: number): Given {
  const { byPatientSide, verified, ...consented } = said
  return {
    recorder: byPatientSide ? said.patient.reference : clinic,
    resource: defined({
      ...consented,
      resourceType: 'Consent',
      id: `c${at}`,
      verification: verified ? [{ verified: true }] : undefined,
    }),
  }
}

const worldly = /\b([A-Z][A-Za-z]+\/)(p\d|mum|ct1|g1|e1|m1|b1|i\d+|c\d|posture)(?=["\\])/g

/** The same world under ids of its own, so that many follow each other in one store. */
export function numbered(one: World, number: number): World {
  const renamed = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replace(worldly, `$1$2-w${number}`)) as T
  return {
    picks: one.picks,
    rows: one.rows.map((row) => {
      const { resource, ...rest } = renamed(row)
      return { ...rest, resource: { ...resource, id: `${resource.id}-w${number}` } }
    }),
    callers: one.callers.map((principal) => ({ ...renamed(principal), scopes: principal.scopes })),
  }
}
