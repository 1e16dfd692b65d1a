/**
 * Where an ask goes: a pool is a HealthcareService of the registry plus the CareTeam that staffs it.
 * No ask is ever without an owner: a pool without an active member takes none (crm.md 0, rule 3).
 */
import type { CareTeam, HealthcareService } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import type { RuleInput } from '#record/declaration.ts'
import { poolTeamExtension } from './vocabulary.ts'

export interface Pool {
  /** `HealthcareService/…` */
  readonly service: string
  /** `CareTeam/…` */
  readonly team: string
}

const place = 'CommunicationRequest.recipient'

/** @param named the recipient asked for; without one, the only pool there is. */
export async function poolOf(input: RuleInput, named: string | undefined): Promise<Pool> {
  const service =
    named === undefined
      ? await onlyPool(input)
      : ((await input.read(named)) as HealthcareService | undefined)
  if (service?.resourceType !== 'HealthcareService' || service.id === undefined)
    throw OutcomeError.businessRule('The recipient is not a pool of this server.', place)
  const team = teamOf(service)
  if (team === undefined || service.active === false)
    throw OutcomeError.businessRule('This service takes no messages.', place)
  if (!(await isStaffed(input, team)))
    throw OutcomeError.businessRule('Nobody is on duty for this service: choose another.', place)
  return { service: `HealthcareService/${service.id}`, team }
}

async function onlyPool(input: RuleInput): Promise<HealthcareService | undefined> {
  const all = (await input.find('HealthcareService', [])) as HealthcareService[]
  const pools = all.filter((one) => one.active !== false && teamOf(one) !== undefined)
  return pools.length === 1 ? pools[0] : undefined
}

function teamOf(service: HealthcareService): string | undefined {
  return service.extension?.find((one) => one.url === poolTeamExtension)?.valueReference?.reference
}

async function isStaffed(input: RuleInput, team: string): Promise<boolean> {
  const found = (await input.read(team)) as CareTeam | undefined
  return (
    found?.resourceType === 'CareTeam' &&
    (found.status ?? 'active') === 'active' &&
    (found.participant ?? []).some((one) => one.member?.reference !== undefined)
  )
}
