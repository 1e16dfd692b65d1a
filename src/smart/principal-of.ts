/** A token and its living grant as a Principal: who asks, for whom, through which app, for which purpose. */
import type { LocalReference } from '#fhir/reference.ts'
import type { Principal, PrincipalClient } from '#policy/principal.ts'
import type { Scope } from '#policy/scope/scope.ts'
import type { AccessClaims } from './claims.ts'
import { ownSession } from './claims.ts'
import type { LiveClient, LiveGrant } from './live-grant.ts'

/** A second factor counts as fresh for ten minutes (smart.md 6). */
const freshFor = 600_000

/** Undefined if grant, client and token do not tell the same story. */
export function principalOf(
  claims: AccessClaims,
  scopes: readonly Scope[],
  grant: LiveGrant,
  client: LiveClient | undefined,
  now: number,
): Principal | undefined {
  if (!isAlive(grant, now) || !agree(claims, grant)) return undefined
  if ((grant.client === undefined) !== (client === undefined) || client?.disabled === true)
    return undefined
  const asker = {
    scopes,
    purpose: grant.purpose,
    ceiling: grant.ceiling,
    grant: grant._id,
    steppedUp: grant.client === undefined && isFresh(grant.steppedUpAt, now),
    ...(client === undefined ? {} : { client: clientOf(client) }),
  }
  switch (grant.kind) {
    case 'patient':
      if (!isOf('Patient', grant.who) || grant.patient !== grant.who) return undefined
      return { ...asker, kind: 'patient', who: grant.who, patient: grant.who }
    case 'representative':
      if (!isOf('RelatedPerson', grant.who) || !isOf('Patient', grant.patient)) return undefined
      return { ...asker, kind: 'representative', who: grant.who, patient: grant.patient }
    case 'practitioner':
      if (!isOf('Practitioner', grant.who)) return undefined
      return {
        ...asker,
        kind: 'practitioner',
        who: grant.who,
        ...(isOf('PractitionerRole', grant.role) ? { role: grant.role } : {}),
        ...(isOf('Organization', grant.organization) ? { organization: grant.organization } : {}),
      }
    case 'client':
      if (client === undefined || grant.who !== client.device || grant.purpose !== client.purpose)
        return undefined
      if (!isOf('Device', client.device) || !isOf('Organization', client.organization))
        return undefined
      return { ...asker, kind: 'client', who: client.device, organization: client.organization }
    case 'administrator':
      // keeps the registry from the command line, never over HTTP
      return undefined
  }
}

function isAlive(grant: LiveGrant, now: number): boolean {
  return !grant.ended && now < grant.expiresAt
}

function isFresh(steppedUpAt: number | undefined, now: number): boolean {
  return steppedUpAt !== undefined && now - steppedUpAt <= freshFor
}

function agree(claims: AccessClaims, grant: LiveGrant): boolean {
  const patient = claims.patient === undefined ? undefined : `Patient/${claims.patient}`
  return (
    claims.grant_id === grant._id &&
    claims.purpose === grant.purpose &&
    claims.client_id === (grant.client ?? ownSession) &&
    patient === grant.patient &&
    claims.acting === grant.role
  )
}

function clientOf(client: LiveClient): PrincipalClient {
  return {
    id: client._id,
    device: client.device as LocalReference<'Device'>,
    name: client.name,
    ...(client.idPrefix === undefined ? {} : { idPrefix: client.idPrefix }),
  }
}

function isOf<T extends string>(
  type: T,
  reference: string | undefined,
): reference is LocalReference<T> {
  return reference?.startsWith(`${type}/`) === true
}
