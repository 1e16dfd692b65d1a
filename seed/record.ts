/** What Rimba Clinic's own system knows of its patients, sent as one transaction. */
import type { Bundle, Observation, Resource } from '@medplum/fhirtypes'
import { ali, clinic, lim, omar, siti } from './people.ts'

const loinc = 'http://loinc.org'
const snomed = 'http://snomed.info/sct'
const ucum = 'http://unitsofmeasure.org'
const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const patientNumber = 'https://rimba.example/patient-number'

function idOf(reference: string): string {
  return reference.slice(reference.indexOf('/') + 1)
}

function patient(
  person: { ref: string },
  number: string,
  name: { family: string; given: string[] },
  gender: 'female' | 'male',
  birthDate: string,
): Resource {
  return {
    resourceType: 'Patient',
    id: idOf(person.ref),
    identifier: [{ system: patientNumber, value: number }],
    name: [name],
    gender,
    birthDate,
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'ms' }] } }],
    managingOrganization: { reference: clinic.organization },
  }
}

function laboratory(
  id: string,
  whose: string,
  when: string,
  code: { code: string; display: string },
  value: number,
  unit: string,
): Observation {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'laboratory',
          },
        ],
      },
    ],
    code: { coding: [{ system: loinc, ...code }] },
    subject: { reference: whose },
    effectiveDateTime: when,
    performer: [{ reference: clinic.organization }],
    valueQuantity: { value, unit, system: ucum, code: unit },
  }
}

function condition(
  id: string,
  whose: string,
  code: { code: string; display: string },
  onset: string,
): Resource {
  return {
    resourceType: 'Condition',
    id,
    clinicalStatus: { coding: [{ system: clinical, code: 'active' }] },
    code: { coding: [{ system: snomed, ...code }] },
    subject: { reference: whose },
    onsetDateTime: onset,
    recorder: { reference: lim.ref },
  }
}

const hba1c = { code: '4548-4', display: 'Hemoglobin A1c/Hemoglobin.total in Blood' }
const glucose = { code: '2345-7', display: 'Glucose [Mass/volume] in Serum or Plasma' }
const creatinine = { code: '2160-0', display: 'Creatinine [Mass/volume] in Serum or Plasma' }

const rows: readonly Resource[] = [
  patient(siti, 'RC-1001', { family: 'binti Haji Omar', given: ['Siti'] }, 'female', '1978-04-12'),
  patient(omar, 'RC-1002', { family: 'bin Yusof', given: ['Haji Omar'] }, 'male', '1949-11-02'),
  patient(ali, 'RC-1003', { family: 'bin Rahman', given: ['Ali'] }, 'male', '2011-07-30'),
  condition(
    'rimba-diabetes',
    siti.ref,
    { code: '44054006', display: 'Diabetes mellitus type 2' },
    '2019-03-04',
  ),
  condition(
    'rimba-hypertension',
    omar.ref,
    { code: '38341003', display: 'Hypertensive disorder' },
    '2008-06-17',
  ),
  condition('rimba-asthma', ali.ref, { code: '195967001', display: 'Asthma' }, '2017-02-20'),
  laboratory('rimba-hba1c-1', siti.ref, '2026-03-02T08:10:00+08:00', hba1c, 8.1, '%'),
  laboratory('rimba-hba1c-2', siti.ref, '2026-09-07T08:05:00+08:00', hba1c, 6.9, '%'),
  laboratory('rimba-glucose-1', siti.ref, '2026-09-07T08:05:00+08:00', glucose, 118, 'mg/dL'),
  laboratory('rimba-creatinine-1', omar.ref, '2026-08-19T09:00:00+08:00', creatinine, 1.2, 'mg/dL'),
  {
    resourceType: 'Condition',
    id: 'rimba-depression',
    meta: {
      security: [
        { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' },
        { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
      ],
    },
    clinicalStatus: { coding: [{ system: clinical, code: 'active' }] },
    code: { coding: [{ system: snomed, code: '35489007', display: 'Depressive disorder' }] },
    subject: { reference: siti.ref },
    onsetDateTime: '2025-10-01',
    recorder: { reference: lim.ref },
  },
  {
    resourceType: 'MedicationRequest',
    id: 'rimba-metformin',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: {
      coding: [
        {
          system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
          code: '860975',
          display: 'metformin hydrochloride 500 MG Oral Tablet',
        },
      ],
    },
    subject: { reference: siti.ref },
    authoredOn: '2026-03-05',
    requester: { reference: lim.ref },
    dosageInstruction: [{ text: 'One tablet with breakfast and one with dinner' }],
  },
  {
    resourceType: 'Appointment',
    id: 'rimba-appointment-1',
    status: 'booked',
    description: 'Diabetes check',
    start: '2026-12-15T10:00:00+08:00',
    end: '2026-12-15T10:20:00+08:00',
    participant: [
      { actor: { reference: siti.ref }, status: 'accepted' },
      { actor: { reference: lim.ref }, status: 'accepted' },
    ],
  },
]

export const record: Bundle = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: rows.map((resource) => ({
    fullUrl: `https://rimba.example/fhir/${resource.resourceType}/${resource.id}`,
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  })),
}
