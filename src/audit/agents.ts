/**
 * Who took part: the app, this server, the person, and the organisation acted for; in the roles that BALP gives them
 * for this interaction. https://profiles.ihe.net/ITI/BALP/content.html
 */
import type { AuditEventAgent, CodeableConcept } from '@medplum/fhirtypes'
import { purposeOf, roles } from './codes.ts'
import type { ProfileName } from './interaction.ts'
import type { Line } from './line.ts'
import type { Site } from './site.ts'

interface Cast {
  readonly client: CodeableConcept
  readonly server: CodeableConcept
  readonly user: CodeableConcept
}

/** Read: data flows to the app. Query and writes: what was asked or written flows from it. */
const casts: Record<ProfileName, Cast> = {
  Read: { client: roles.destination, server: roles.source, user: roles.recipient },
  Query: { client: roles.source, server: roles.destination, user: roles.recipient },
  Create: { client: roles.source, server: roles.destination, user: roles.author },
  Update: { client: roles.source, server: roles.destination, user: roles.author },
  Delete: { client: roles.application, server: roles.custodian, user: roles.author },
}

/** Addresses of networks are not kept: they would say where people are. */
const unknownNetwork: NonNullable<AuditEventAgent['network']> = {
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
      valueCode: 'not-asked',
    },
  ],
}

export function agentsOf(line: Line, profile: ProfileName, site: Site): AuditEventAgent[] {
  const cast = casts[profile]
  const byDevice = line.who.startsWith('Device/')
  const client = line.client ?? (byDevice ? line.who : undefined)
  const agents: AuditEventAgent[] = [
    {
      type: cast.client,
      who: client === undefined ? { display: 'Amanah' } : { reference: client },
      requestor: byDevice,
      network: unknownNetwork,
    },
    {
      type: cast.server,
      who: { display: 'Amanah' },
      requestor: false,
      network: { address: site.base, type: '5' },
    },
  ]
  if (!byDevice)
    agents.push({
      type: cast.user,
      ...(line.role === undefined ? {} : { role: [{ text: line.role }] }),
      who: { reference: line.who },
      requestor: true,
      ...(line.purpose === undefined ? {} : { purposeOfUse: [purposeOf(line.purpose)] }),
    })
  if (line.organization !== undefined)
    agents.push({
      type: roles.provider,
      who: { reference: line.organization },
      requestor: false,
    })
  return agents
}
