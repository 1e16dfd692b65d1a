/** Who asks in the random worlds: everyone a record has around it, in own sessions, through an app, or as a backend. */
import fc from 'fast-check'
import { isResourceType } from '#fhir/definitions/resource-types.ts'
import type { Confidentiality, Principal } from '#policy/principal.ts'
import { parseScopes } from '#policy/scope/parse.ts'

const app1 = { id: 'app1', device: 'Device/app1' as const, name: 'An app' }
const code = 'code=http://loinc.org%7Ca'

interface Way {
  readonly scopes: string
  readonly ceiling: Confidentiality
  readonly purpose?: string
  readonly client?: typeof app1
}

const way = (level: 'patient' | 'user') =>
  fc.constantFrom<Way>(
    { scopes: 'user/*.cruds', ceiling: 'V' },
    { scopes: 'user/*.cruds', ceiling: 'V' },
    { scopes: 'user/*.cruds', ceiling: 'V' },
    { scopes: `${level}/*.rs`, ceiling: 'R', client: app1 },
    { scopes: `${level}/*.read`, ceiling: 'N', client: app1 },
    { scopes: `user/Observation.rs?${code} user/Task.rs user/Patient.rs`, ceiling: 'V' },
    {
      scopes: `${level}/Observation.rs?${code} ${level}/Observation.rs?status=final`,
      ceiling: 'R',
    },
  )
const purpose = fc.constantFrom('TREAT', 'TREAT', 'TREAT', 'TREAT', 'HRESCH', 'HPAYMT', 'BTG')

const practitioner = (who: string, organization: string) =>
  fc.record({ way: way('user'), purpose }).map(
    (one): Principal => ({
      ...asker(one.way, one.purpose),
      kind: 'practitioner',
      who: `Practitioner/${who}`,
      organization: `Organization/${organization}`,
    }),
  )

const patient = (id: string) =>
  way('patient').map(
    (one): Principal => ({
      ...asker(one, 'PATRQT'),
      kind: 'patient',
      who: `Patient/${id}`,
      patient: `Patient/${id}`,
    }),
  )

const representative = way('patient').map(
  (one): Principal => ({
    ...asker(one, 'FAMRQT'),
    kind: 'representative',
    who: 'RelatedPerson/mum',
    patient: 'Patient/p1',
  }),
)

const backend = (device: string, organization: string) =>
  purpose.map(
    (why): Principal => ({
      ...asker({ scopes: 'system/*.cruds', ceiling: 'R' }, why),
      kind: 'client',
      who: `Device/${device}`,
      organization: `Organization/${organization}`,
      client: { id: device, device: `Device/${device}`, name: device },
    }),
  )

export const caller: fc.Arbitrary<Principal> = fc.oneof(
  { weight: 4, arbitrary: practitioner('lee', 'clinic') },
  { weight: 3, arbitrary: practitioner('smith', 'hosp') },
  { weight: 2, arbitrary: practitioner('aminah', 'clinic') },
  { weight: 1, arbitrary: practitioner('desk', 'clinic') },
  { weight: 2, arbitrary: patient('p1') },
  { weight: 1, arbitrary: patient('p2') },
  { weight: 2, arbitrary: representative },
  { weight: 2, arbitrary: backend('ehr', 'clinic') },
  { weight: 1, arbitrary: backend('hosp-ehr', 'hosp') },
)

function asker({ scopes, ceiling, client }: Way, why: string) {
  return {
    scopes: parseScopes(scopes, isResourceType),
    purpose: why,
    ceiling,
    grant: 'g',
    steppedUp: client === undefined,
    ...(client === undefined ? {} : { client }),
  }
}
