/**
 * What a kind of principal may ask for at all, whatever the data say (R1): the last paragraph of smart.md section 5.
 * Scopes and consent only narrow it further.
 */
import type { Interaction } from '#fhir/interaction.ts'
import type { Principal } from './principal.ts'
import { systems } from './systems.ts'
import {
  administrativeTypes,
  definitionTypes,
  directoryTypes,
  registryTypes,
} from './type-groups.ts'

/** The server alone writes these: the witness, and who is one and the same person. */
const serverWritten = new Set(['AuditEvent', 'Person'])
/** What somebody who is not a clinic may not write, since others would take it for the registry. */
const notForThePatientSide = new Set([...directoryTypes, ...definitionTypes, 'Group'])
/** What decides who reaches a record is changed in one's own session, never by an app. */
const notThroughAnApp = new Set([
  'RelatedPerson',
  'CareTeam',
  'Group',
  'PractitionerRole',
  'Organization',
])
const registry = new Set(registryTypes)

export function roleAdmits(principal: Principal, interaction: Interaction, type: string): boolean {
  const writes = isWrite(interaction)
  switch (principal.kind) {
    case 'system':
      return true
    case 'administrator':
      return registry.has(type)
    case 'patient':
    case 'representative':
      if (!writes) return true
      if (serverWritten.has(type) || notForThePatientSide.has(type)) return false
      // A representative adds no other, and no team (consent.md 2, row 16).
      return isOwnSession(principal) || !notThroughAnApp.has(type)
    case 'practitioner':
      if (!writes) return true
      if (serverWritten.has(type)) return false
      return principal.client === undefined || !notThroughAnApp.has(type)
    case 'client':
      return !writes || !serverWritten.has(type)
  }
}

function isOwnSession(principal: Principal): boolean {
  return principal.kind === 'patient' && principal.client === undefined
}

/** R19e: the administrative types that a staff member's roles admit (PractitionerRole.code as `system|code`). */
export function staffTypesOf(roles: readonly string[]): readonly string[] {
  const admitted = new Set<string>()
  for (const role of roles) {
    const [system, code] = role.split('|')
    if (system !== systems.staffRole) continue
    for (const type of typesByRole[code ?? ''] ?? []) admitted.add(type)
  }
  return [...admitted]
}

const typesByRole: Readonly<Record<string, readonly string[]>> = {
  'front-desk': administrativeTypes,
  billing: [
    'Account',
    'ChargeItem',
    'Coverage',
    'Invoice',
    'Patient',
    'PaymentNotice',
    'PaymentReconciliation',
  ],
  scheduling: ['Appointment', 'AppointmentResponse', 'Patient', 'RelatedPerson'],
}

function isWrite(interaction: Interaction): boolean {
  return (
    interaction === 'create' ||
    interaction === 'update' ||
    interaction === 'patch' ||
    interaction === 'delete'
  )
}
