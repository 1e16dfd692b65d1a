/** Small resources and Consents for the behaviour of the hearth, around Siti of the demo clinic. */
import type { Bundle, Coding, Consent, Observation, Resource } from '@medplum/fhirtypes'

export const siti = 'Patient/rimba-siti'
export const omar = 'Patient/rimba-omar'

const hl7 = 'http://terminology.hl7.org/CodeSystem'

export function label(code: string): Coding {
  return {
    system: ['N', 'R', 'V'].includes(code) ? `${hl7}/v3-Confidentiality` : `${hl7}/v3-ActCode`,
    code,
  }
}

export interface Said {
  readonly id?: string
  readonly patient?: string
  readonly labels?: readonly string[]
  readonly number?: string
  readonly code?: string
  readonly category?: string
  readonly when?: string
}

export function observation(said: Said = {}): Observation {
  const { id, labels, number, category } = said
  return {
    resourceType: 'Observation',
    ...(id === undefined ? {} : { id }),
    ...(labels === undefined ? {} : { meta: { security: labels.map(label) } }),
    ...(number === undefined ? {} : { identifier: [{ system: 'urn:numbers', value: number }] }),
    status: 'final',
    ...(category === undefined
      ? {}
      : { category: [{ coding: [{ system: `${hl7}/observation-category`, code: category }] }] }),
    code: { coding: [{ system: 'http://loinc.org', code: said.code ?? '718-7' }] },
    subject: { reference: (said.patient ?? siti) as `Patient/${string}` },
    effectiveDateTime: said.when ?? '2026-05-01',
  }
}

export interface Provision {
  readonly type: 'permit' | 'deny'
  readonly to?: string
  readonly classes?: readonly string[]
  readonly labels?: readonly string[]
  readonly actions?: readonly string[]
  readonly purpose?: string
}

export function consent(patient: string, said: Provision, more: Partial<Consent> = {}): Consent {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ system: `${hl7}/consentscope`, code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: patient as `Patient/${string}` },
    dateTime: '2026-11-01',
    policyRule: { coding: [{ system: `${hl7}/v3-ActCode`, code: 'OPTIN' }] },
    provision: {
      type: said.type,
      ...(said.to === undefined ? {} : { actor: [actor(said.to)] }),
      ...(said.classes === undefined
        ? {}
        : {
            class: said.classes.map((code) => ({
              system: 'http://hl7.org/fhir/resource-types',
              code,
            })),
          }),
      ...(said.labels === undefined ? {} : { securityLabel: said.labels.map(label) }),
      ...(said.purpose === undefined
        ? {}
        : { purpose: [{ system: `${hl7}/v3-ActReason`, code: said.purpose }] }),
      ...(said.actions === undefined
        ? {}
        : {
            action: said.actions.map((code) => ({
              coding: [{ system: `${hl7}/consentaction`, code }],
            })),
          }),
    },
    ...more,
  }
}

function actor(to: string) {
  return {
    role: { coding: [{ system: `${hl7}/v3-ParticipationType`, code: 'IRCP' }] },
    reference: { reference: to as `Practitioner/${string}` },
  }
}

export function posture(patient: string, name: string): Consent {
  const own = 'https://amanah.example/fhir'
  const { provision: _none, ...rest } = consent(patient, { type: 'deny' })
  return {
    ...rest,
    category: [{ coding: [{ system: `${own}/CodeSystem/consent-category`, code: 'posture' }] }],
    policy: [{ uri: `${own}/posture/${name}` }],
  }
}

export interface Entry {
  readonly resource?: Resource
  readonly method?: 'POST' | 'PUT' | 'DELETE' | 'GET'
  readonly url?: string
  readonly fullUrl?: string
  readonly ifNoneExist?: string
}

/** A resource with an id is put under it, one without is created. */
export function transaction(...entries: readonly Entry[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries.map(({ resource, method, url, fullUrl, ifNoneExist }) => ({
      ...(fullUrl === undefined ? {} : { fullUrl }),
      ...(resource === undefined ? {} : { resource }),
      request: {
        method: method ?? (resource?.id === undefined ? 'POST' : 'PUT'),
        url: url ?? [resource?.resourceType, resource?.id].filter(Boolean).join('/'),
        ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
      },
    })),
  }
}
