/** Code systems that an AuditEvent of BALP draws on. https://profiles.ihe.net/ITI/BALP/ */
import type { CodeableConcept, Coding } from '@medplum/fhirtypes'

const terminology = 'http://terminology.hl7.org/CodeSystem'

export const codes = {
  rest: { system: `${terminology}/audit-event-type`, code: 'rest', display: 'RESTful Operation' },
  applicationServer: {
    system: `${terminology}/security-source-type`,
    code: '4',
    display: 'Application Server',
  },
  person: { system: `${terminology}/audit-entity-type`, code: '1', display: 'Person' },
  systemObject: { system: `${terminology}/audit-entity-type`, code: '2', display: 'System Object' },
  patientRole: { system: `${terminology}/object-role`, code: '1', display: 'Patient' },
  domainResource: { system: `${terminology}/object-role`, code: '4', display: 'Domain Resource' },
  queryRole: { system: `${terminology}/object-role`, code: '24', display: 'Query' },
  requestId: {
    system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
    code: 'XrequestId',
  },
} as const satisfies Record<string, Coding>

const dicom = 'http://dicom.nema.org/resources/ontology/DCM'
const participation = `${terminology}/v3-ParticipationType`

export const roles = {
  application: concept(dicom, '110150', 'Application'),
  destination: concept(dicom, '110152', 'Destination Role ID'),
  source: concept(dicom, '110153', 'Source Role ID'),
  custodian: concept(`${terminology}/provenance-participant-type`, 'custodian', 'Custodian'),
  recipient: concept(participation, 'IRCP', 'information recipient'),
  author: concept(participation, 'AUT', 'author (originator)'),
  provider: concept(`${terminology}/v3-RoleClass`, 'PROV', 'healthcare provider'),
} as const

export function purposeOf(code: string): CodeableConcept {
  return { coding: [{ system: `${terminology}/v3-ActReason`, code }] }
}

function concept(system: string, code: string, display: string): CodeableConcept {
  return { coding: [{ system, code, display }] }
}
