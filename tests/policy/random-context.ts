/** Random requests: who asks, through what, for what. */
import fc from 'fast-check'
import { tickOf } from '#fhir/tick.ts'
import type { Context } from '#policy/context.ts'
import { now } from './arbitraries.ts'

type Asker = Pick<Context, 'kind' | 'who'> & {
  readonly also: readonly string[]
  readonly organization?: string
  readonly provider?: boolean
}

const askers: readonly Asker[] = [
  {
    kind: 'practitioner',
    who: 'Practitioner/lee',
    organization: 'Organization/clinic',
    also: ['Organization/group'],
    provider: true,
  },
  {
    kind: 'practitioner',
    who: 'Practitioner/lee',
    organization: 'Organization/clinic',
    also: ['Organization/group', 'CareTeam/ct1'],
    provider: true,
  },
  {
    kind: 'practitioner',
    who: 'Practitioner/smith',
    organization: 'Organization/hosp',
    also: [],
    provider: true,
  },
  {
    kind: 'practitioner',
    who: 'Practitioner/aminah',
    organization: 'Organization/clinic',
    also: ['CareTeam/ct1'],
  },
  {
    kind: 'client',
    who: 'Device/ehr',
    organization: 'Organization/clinic',
    also: ['Organization/group'],
  },
  { kind: 'patient', who: 'Patient/p1', also: [] },
  { kind: 'patient', who: 'Patient/p2', also: [] },
  { kind: 'representative', who: 'RelatedPerson/mum', also: [] },
  { kind: 'administrator', who: 'Device/amanah', also: [] },
  { kind: 'system', who: 'Device/amanah', also: [] },
]

export const context: fc.Arbitrary<Context> = fc
  .record({
    asker: fc.constantFrom(...askers, ...askers.slice(0, 5)),
    app: fc.constantFrom(undefined, undefined, 'Device/app1'),
    purpose: fc.constantFrom(
      'TREAT',
      'TREAT',
      'TREAT',
      'BTG',
      'HPAYMT',
      'FAMRQT',
      'PATRQT',
      'HRESCH',
    ),
    action: fc.constantFrom(
      'access' as const,
      'access' as const,
      'access' as const,
      'use' as const,
      'collect' as const,
      'correct' as const,
      'disclose' as const,
    ),
    session: fc.constantFrom(undefined, -1, 1, 6),
    ceiling: fc.constantFrom(5, 5, 4, 3),
    types: fc.constantFrom<undefined | readonly string[]>(undefined, undefined, undefined, [
      'Observation',
      'Patient',
      'Practitioner',
    ]),
    compartment: fc.constantFrom(undefined, undefined, undefined, undefined, 'Patient/p1'),
    staffTypes: fc.constantFrom<readonly string[]>([], ['Patient', 'Appointment']),
    nameable: fc.constantFrom<readonly string[]>([], ['Patient/p1']),
  })
  .map((one) => contextFrom(one.asker, one))

function contextFrom(
  asker: Asker,
  one: Pick<Context, 'purpose' | 'action' | 'ceiling'> & {
    readonly app: string | undefined
    readonly session: number | undefined
    readonly types: readonly string[] | undefined
    readonly compartment: string | undefined
    readonly staffTypes: readonly string[]
    readonly nameable: readonly string[]
  },
): Context {
  const hasUser = ['practitioner', 'patient', 'representative'].includes(asker.kind)
  const device = hasUser ? one.app : asker.who
  const all = [asker.who, ...asker.also, asker.organization, device].filter(
    (actor) => actor !== undefined,
  )
  const from = now - (one.session ?? 0) * 86_400_000
  return {
    kind: asker.kind,
    who: asker.who,
    actors: new Set(all),
    grantees: new Set(all.filter((actor) => !hasUser || !actor.startsWith('Device/'))),
    ...(asker.organization === undefined ? {} : { organization: asker.organization }),
    ...(device === undefined ? {} : { device }),
    hasUser,
    registeredProvider: asker.provider ?? false,
    ...(asker.kind === 'patient' ? { owner: asker.who } : {}),
    purpose: one.purpose,
    action: one.action,
    now,
    nowTick: tickOf(now),
    ...(one.session === undefined
      ? {}
      : { emergency: { patient: 'Patient/p1', from, until: from + 30 * 86_400_000 } }),
    ceiling: one.ceiling,
    ...(one.types === undefined ? {} : { types: new Set(one.types) }),
    ...(one.compartment === undefined ? {} : { compartment: one.compartment }),
    staffTypes: new Set(one.staffTypes),
    nameable: new Set(one.nameable),
  }
}
