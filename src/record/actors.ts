/**
 * The closure A of R7: everything a Consent may call the caller, computed from registry rows alone
 * (and from care teams that a patient wrote). What a clinic's bundle brings grants nobody anything.
 */
import type {
  CareTeam,
  Group,
  Organization,
  Practitioner,
  PractitionerRole,
} from '@medplum/fhirtypes'
import { joined } from '#fhir/search/entry.ts'
import type { Principal } from '#policy/principal.ts'
import type { ResourceRow, Storage } from '#storage/storage.ts'

export interface Closure {
  readonly actors: ReadonlySet<string>
  /** care teams among the actors */
  readonly careTeams: ReadonlySet<string>
  readonly organization?: string
  readonly role?: string
  /** a registered clinician acting for a registered organisation */
  readonly provider: boolean
  /** `system|code` of the acting roles */
  readonly staffRoles: readonly string[]
}

export interface Closures {
  of(principal: Principal, now: number): Promise<{ closure: Closure; epoch: number }>
}

/** The epoch that moves whenever a row changes that a closure may rest on. */
export const registryEpoch = 'registry'
export const staffRoleSystem = 'https://amanah.example/fhir/CodeSystem/staff-role'

/** Types whose registry (or patient-written) rows closures are made of. */
export const closureTypes: ReadonlySet<string> = new Set([
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'CareTeam',
  'Group',
])

const cacheLimit = 2000
const oneDay = 86_400_000

/** Closures are cached by registry epoch, and for one minute at the most, because memberships have periods. */
export function openClosures(storage: Storage): Closures {
  const cache = new Map<string, { epoch: number; until: number; closure: Closure }>()
  return {
    async of(principal, now) {
      const epoch = await storage.epoch(registryEpoch)
      const key = keyOf(principal)
      const held = cache.get(key)
      if (held !== undefined && held.epoch === epoch && now < held.until)
        return { closure: held.closure, epoch }
      const closure = await compute(storage, principal, now)
      if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value ?? '')
      cache.set(key, { epoch, until: now - (now % 60_000) + 60_000, closure })
      return { closure, epoch }
    },
  }
}

function keyOf(principal: Principal): string {
  const role = principal.kind === 'practitioner' ? (principal.role ?? '') : ''
  const organization = 'organization' in principal ? (principal.organization ?? '') : ''
  return `${principal.who} ${role} ${organization} ${principal.client?.device ?? ''}`
}

async function compute(storage: Storage, principal: Principal, now: number): Promise<Closure> {
  const actors = new Set<string>([principal.who])
  if (principal.client !== undefined) actors.add(principal.client.device)
  if (principal.kind === 'patient' || principal.kind === 'representative')
    return { actors, careTeams: new Set(), provider: false, staffRoles: [] }
  if (principal.kind === 'administrator' || principal.kind === 'system')
    return { actors, careTeams: new Set(), provider: false, staffRoles: [] }

  const registered =
    principal.kind === 'practitioner' && (await isRegistered(storage, principal.who))
  const roles = registered ? await actingRoles(storage, principal, now) : []
  for (const role of roles) actors.add(`PractitionerRole/${role.id}`)
  // A token outlives a role: only a role that is in force now lets somebody act for an organisation.
  const organization =
    principal.kind === 'client'
      ? principal.organization
      : roles.length === 0
        ? undefined
        : (principal.organization ?? organizationOf(roles))
  if (organization !== undefined)
    for (const one of await withParents(storage, organization)) actors.add(one)
  const careTeams = await memberships(storage, actors, now)
  for (const team of careTeams) if (!team.startsWith('Group/')) actors.add(team)
  for (const group of careTeams) actors.add(group)
  const staffRoles = roles.flatMap(staffCodes)
  return {
    actors,
    careTeams: new Set([...careTeams].filter((one) => one.startsWith('CareTeam/'))),
    ...(organization === undefined ? {} : { organization }),
    ...(principal.kind === 'practitioner' && roles[0] !== undefined
      ? { role: `PractitionerRole/${roles[0].id}` }
      : {}),
    provider: registered && organization !== undefined && roles.some((role) => !isStaffOnly(role)),
    staffRoles,
  }
}

async function isRegistered(storage: Storage, practitioner: string): Promise<boolean> {
  const row = await storage.read(practitioner)
  return row?.reg === true && (JSON.parse(row.json) as Practitioner).active !== false
}

/** Registry roles that are active now: the acting one, or all at the acting organisation. */
async function actingRoles(
  storage: Storage,
  principal: Principal & { kind: 'practitioner' },
  now: number,
): Promise<PractitionerRole[]> {
  const rows =
    principal.role === undefined
      ? await storage.find({
          t: 'PractitionerRole',
          ref: joined('practitioner', principal.who),
          reg: true,
        })
      : await one(storage, principal.role)
  return rows
    .filter((row) => row.reg === true)
    .map((row) => JSON.parse(row.json) as PractitionerRole)
    .filter((role) => role.practitioner?.reference === principal.who)
    .filter((role) => role.active !== false && covers(role.period, now))
    .filter(
      (role) =>
        principal.organization === undefined ||
        role.organization?.reference === principal.organization,
    )
}

async function one(storage: Storage, ref: string): Promise<ResourceRow[]> {
  const row = await storage.read(ref)
  return row === undefined ? [] : [row]
}

/** Without a chosen role there is an acting organisation only if all roles agree on it. */
function organizationOf(roles: readonly PractitionerRole[]): string | undefined {
  const all = new Set(roles.map((role) => role.organization?.reference))
  const [only] = all
  return all.size === 1 ? only : undefined
}

async function withParents(storage: Storage, organization: string): Promise<string[]> {
  const found: string[] = []
  let next: string | undefined = organization
  while (next !== undefined && !found.includes(next)) {
    found.push(next)
    const row: ResourceRow | undefined = await storage.read(next)
    next = row?.reg === true ? (JSON.parse(row.json) as Organization).partOf?.reference : undefined
  }
  return found
}

async function memberships(
  storage: Storage,
  actors: ReadonlySet<string>,
  now: number,
): Promise<Set<string>> {
  const names = [...actors].filter((actor) => !actor.startsWith('Device/'))
  const teams = await storage.find({
    t: 'CareTeam',
    ref: { $in: names.map((name) => joined('participant', name)) },
  })
  const groups = await storage.find({
    t: 'Group',
    ref: { $in: names.map((name) => joined('member', name)) },
    reg: true,
  })
  const live = new Set<string>()
  for (const row of teams) {
    if (row.reg !== true && !row.rec.every((recorder) => recorder.startsWith('Patient/'))) continue
    const team = JSON.parse(row.json) as CareTeam
    if (team.status !== undefined && team.status !== 'active') continue
    if (!covers(team.period, now)) continue
    const member = team.participant?.some(
      (part) => names.includes(part.member?.reference ?? '') && covers(part.period, now),
    )
    if (member === true) live.add(row._id)
  }
  for (const row of groups) {
    const group = JSON.parse(row.json) as Group
    const member = group.member?.some(
      (part) =>
        names.includes(part.entity.reference ?? '') &&
        part.inactive !== true &&
        covers(part.period, now),
    )
    if (group.active !== false && member === true) live.add(row._id)
  }
  return live
}

/** Both ends inclusive; a partial date ends with its last instant. */
function covers(period: { start?: string; end?: string } | undefined, now: number): boolean {
  if (period?.start !== undefined && Date.parse(period.start) > now) return false
  if (period?.end === undefined) return true
  const end = Date.parse(period.end)
  return now < (period.end.length <= 10 ? end + oneDay : end + 1)
}

function staffCodes(role: PractitionerRole): string[] {
  return (role.code ?? [])
    .flatMap((concept) => concept.coding ?? [])
    .filter((coding) => coding.system !== undefined && coding.code !== undefined)
    .map((coding) => `${coding.system}|${coding.code}`)
}

/** All its codes are of our staff-role system: an educator or a receptionist, not a care provider. */
function isStaffOnly(role: PractitionerRole): boolean {
  const codings = (role.code ?? []).flatMap((concept) => concept.coding ?? [])
  return codings.length > 0 && codings.every((coding) => coding.system === staffRoleSystem)
}
