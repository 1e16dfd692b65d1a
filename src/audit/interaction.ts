/**
 * What an act is called in an AuditEvent: its action, and the pattern of BALP it follows.
 * https://profiles.ihe.net/ITI/BALP/content.html, https://hl7.org/fhir/R4/valueset-audit-event-sub-type.html
 */
import type { AuditEvent } from '@medplum/fhirtypes'

export type ProfileName = 'Create' | 'Read' | 'Update' | 'Delete' | 'Query'

export interface Interaction {
  readonly action: NonNullable<AuditEvent['action']>
  /** in whose manner the agents are cast */
  readonly like: ProfileName
  /** BALP has a profile for this very interaction */
  readonly profiled: boolean
}

const interactions = new Map<string, Interaction>([
  ['read', { action: 'R', like: 'Read', profiled: true }],
  ['vread', { action: 'R', like: 'Read', profiled: true }],
  ['create', { action: 'C', like: 'Create', profiled: true }],
  ['update', { action: 'U', like: 'Update', profiled: true }],
  ['patch', { action: 'U', like: 'Update', profiled: true }],
  ['delete', { action: 'D', like: 'Delete', profiled: true }],
  ['search-type', { action: 'E', like: 'Query', profiled: true }],
  ['search-system', { action: 'E', like: 'Query', profiled: true }],
  ['history-instance', { action: 'R', like: 'Read', profiled: false }],
  ['history-type', { action: 'R', like: 'Read', profiled: false }],
  ['history-system', { action: 'R', like: 'Read', profiled: false }],
  ['transaction', { action: 'E', like: 'Update', profiled: false }],
  ['batch', { action: 'E', like: 'Update', profiled: false }],
])

/** Operations (`$preview`) and commands (`client-add`) have no code of their own. */
export function interactionOf(act: string): Interaction | undefined {
  return interactions.get(act)
}
