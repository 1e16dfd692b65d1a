/** What an administrator registers before the first patient comes: organisations, staff, roles, the educators' pool. */
import type { Bundle, PractitionerRole, Resource } from '@medplum/fhirtypes'
import { aminah, budi, clinic, hospital, lim } from './people.ts'

const staffRole = 'https://amanah.example/fhir/CodeSystem/staff-role'
const snomed = 'http://snomed.info/sct'

function idOf(reference: string): string {
  return reference.slice(reference.indexOf('/') + 1)
}

function role(
  id: string,
  practitioner: string,
  organization: string,
  coding: { system: string; code: string; display: string },
): PractitionerRole {
  return {
    resourceType: 'PractitionerRole',
    id,
    active: true,
    practitioner: { reference: practitioner },
    organization: { reference: organization },
    code: [{ coding: [coding] }],
  }
}

const doctor = { system: snomed, code: '158965000', display: 'Medical practitioner' }

const rows: readonly Resource[] = [
  {
    resourceType: 'Organization',
    id: idOf(clinic.organization),
    active: true,
    name: clinic.name,
    address: [{ city: 'Bandar Seri Begawan', country: 'BN' }],
  },
  {
    resourceType: 'Organization',
    id: idOf(hospital.organization),
    active: true,
    name: hospital.name,
    address: [{ city: 'Tutong', country: 'BN' }],
  },
  practitioner(lim.ref, 'Lim', ['Wei', 'Ming'], 'Dr'),
  practitioner(budi.ref, 'Santoso', ['Budi'], 'Dr'),
  practitioner(aminah.ref, 'binti Salleh', ['Aminah']),
  role('lim-rimba', lim.ref, clinic.organization, doctor),
  role('budi-tutong', budi.ref, hospital.organization, doctor),
  role('aminah-rimba', aminah.ref, clinic.organization, {
    system: staffRole,
    code: 'health-educator',
    display: 'Health educator',
  }),
  {
    resourceType: 'CareTeam',
    id: idOf(clinic.team),
    status: 'active',
    name: 'Health educators of Rimba Clinic',
    participant: [{ member: { reference: 'PractitionerRole/aminah-rimba' } }],
    managingOrganization: [{ reference: clinic.organization }],
  },
  {
    resourceType: 'HealthcareService',
    id: idOf(clinic.service),
    active: true,
    extension: [
      {
        url: 'https://amanah.example/fhir/StructureDefinition/pool-team',
        valueReference: { reference: clinic.team },
      },
    ],
    providedBy: { reference: clinic.organization },
    name: 'Ask a health educator',
  },
]

function practitioner(ref: string, family: string, given: string[], prefix?: string): Resource {
  return {
    resourceType: 'Practitioner',
    id: idOf(ref),
    active: true,
    name: [{ family, given, ...(prefix === undefined ? {} : { prefix: [prefix] }) }],
  }
}

export const registry: Bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: rows.map((resource) => ({ resource })),
}
