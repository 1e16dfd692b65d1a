/**
 * Clients as the registry knows them: a client acts for an Organization, and its Device row is what Consents name it by.
 * Written as administrator, through the same door as everything else; the client's own row with it.
 */

import { isResourceType } from '#fhir/definitions/resource-types.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { joined } from '#fhir/search/entry.ts'
import { fold } from '#fhir/search/fold.ts'
import { isPurpose } from '#policy/consent/purpose.ts'
import type { Principal, PrincipalClient } from '#policy/principal.ts'
import { parseScopes } from '#policy/scope/parse.ts'
import type { ClientRow, Storage } from '#storage/storage.ts'
import type { Record } from './record.ts'

export interface ClientInput {
  readonly name: string
  /** name of its Organization, created or reused */
  readonly organization: string
  readonly scope: string
  readonly purpose: string
  readonly jwks?: string
  readonly jwksUri?: string
  /** absent: it chooses no ids; `made`: the server makes a prefix */
  readonly ids?: { readonly prefix: string } | 'made'
}

export interface ClientParts {
  readonly storage: Storage
  readonly record: Record
  readonly administrator: Principal
  readonly newId: () => string
}

export async function addClient(parts: ClientParts, input: ClientInput): Promise<ClientRow> {
  const { storage, newId } = parts
  const scopes = parseScopes(input.scope, isResourceType)
  if (scopes.length === 0 || scopes.some((scope) => scope.level !== 'system'))
    throw OutcomeError.invalid('A backend is registered with system/ scopes, say system/*.cruds.')
  // break-glass is a person's own act, each time anew (smart.md 4.3)
  if (!isPurpose(input.purpose) || input.purpose === 'BTG')
    throw OutcomeError.invalid(
      'The purpose of a backend is a code of v3-PurposeOfUse, say TREAT or HPAYMT, and never BTG.',
    )
  const existing = await storage.clients()
  const idPrefix = await prefixOf(input.ids, existing, newId)
  const organization = await organizationNamed(parts, input.organization)
  const access = await parts.record.open(parts.administrator)
  const device = await access.create(
    'Device',
    JSON.stringify({
      resourceType: 'Device',
      status: 'active',
      deviceName: [{ name: input.name, type: 'user-friendly-name' }],
      owner: { reference: organization },
    }),
  )
  const row: ClientRow = {
    _id: newId(),
    name: input.name,
    organization,
    device: `Device/${device.version?.id}`,
    scopes: scopes.map((scope) => scope.text),
    purpose: input.purpose,
    disabled: false,
    ...(idPrefix === undefined ? {} : { idPrefix }),
    ...(input.jwks === undefined ? {} : { jwks: input.jwks }),
    ...(input.jwksUri === undefined ? {} : { jwksUri: input.jwksUri }),
  }
  await storage.transact(async (transaction) => {
    const taken = await transaction.claim('client-prefixes')
    if (!taken && idPrefix !== undefined && collides(idPrefix, await storage.clients()))
      throw OutcomeError.conflict('Another client was given such a prefix in the meantime.')
    await transaction.saveClient(row)
  })
  return row
}

/** No prefix begins another's; the empty one only while no other client has any (smart.md 5). */
async function prefixOf(
  ids: ClientInput['ids'],
  existing: readonly ClientRow[],
  newId: () => string,
): Promise<string | undefined> {
  if (ids === undefined) return undefined
  const prefix = ids === 'made' ? `${newId().slice(0, 8)}-` : ids.prefix
  if (collides(prefix, existing))
    throw OutcomeError.conflict(
      'Another client has this prefix, or one that begins with it or begins it.',
    )
  return prefix
}

function collides(prefix: string, existing: readonly ClientRow[]): boolean {
  return existing.some(
    ({ idPrefix }) =>
      idPrefix !== undefined && (idPrefix.startsWith(prefix) || prefix.startsWith(idPrefix)),
  )
}

/** A second client of that organisation reads what the first recorded. */
async function organizationNamed(parts: ClientParts, name: string): Promise<string> {
  const rows = await parts.storage.find({
    t: 'Organization',
    str: joined('name', fold(name)),
    reg: true,
  })
  const found = rows.find((row) => (JSON.parse(row.json) as { name?: string }).name === name)
  if (found !== undefined) return found._id
  const access = await parts.record.open(parts.administrator)
  const made = await access.create(
    'Organization',
    JSON.stringify({ resourceType: 'Organization', active: true, name }),
  )
  return `Organization/${made.version?.id}`
}

/** The client as who asks, without a token: for commands that run beside the server. */
export function principalOfClient(row: ClientRow, grant: string): Principal {
  const client: PrincipalClient = {
    id: row._id,
    device: row.device as `Device/${string}`,
    name: row.name,
    ...(row.idPrefix === undefined ? {} : { idPrefix: row.idPrefix }),
  }
  return {
    kind: 'client',
    who: client.device,
    organization: row.organization as `Organization/${string}`,
    client,
    scopes: parseScopes(row.scopes.join(' '), isResourceType),
    purpose: row.purpose,
    ceiling: 'R',
    grant,
    steppedUp: false,
  }
}

/** Keeps the registry (R7) from the command line; sees no record. */
export function administratorPrincipal(): Principal {
  return {
    kind: 'administrator',
    who: 'Device/amanah',
    scopes: parseScopes('system/*.cruds', isResourceType),
    purpose: 'HSYSADMIN',
    ceiling: 'R',
    grant: 'command-line',
    steppedUp: true,
  }
}
