/** Consents as a patient's app would write them: one standard R4 Consent per grant. */
import type { Consent } from '@medplum/fhirtypes'

export interface GrantInput {
  readonly patient: string
  /** who gives it */
  readonly by: string
  /** who is trusted */
  readonly to: string
  /** instant of the grant, ISO */
  readonly at: string
  /** resource types that it opens; all without */
  readonly classes?: readonly string[]
  /** purposes; care without */
  readonly purposes?: readonly string[]
  /** last day, YYYY-MM-DD */
  readonly until?: string
}

const terminology = 'http://terminology.hl7.org/CodeSystem'

export function grant(input: GrantInput): Consent {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ system: `${terminology}/consentscope`, code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: input.patient as `Patient/${string}` },
    dateTime: input.at,
    performer: [{ reference: input.by as `Patient/${string}` }],
    policyRule: { coding: [{ system: `${terminology}/v3-ActCode`, code: 'OPTIN' }] },
    provision: {
      type: 'permit',
      ...(input.until === undefined ? {} : { period: { end: input.until } }),
      actor: [
        {
          role: { coding: [{ system: `${terminology}/v3-ParticipationType`, code: 'IRCP' }] },
          reference: { reference: input.to as `Practitioner/${string}` },
        },
      ],
      ...(input.purposes === undefined
        ? {}
        : {
            purpose: input.purposes.map((code) => ({
              system: `${terminology}/v3-ActReason`,
              code,
            })),
          }),
      ...(input.classes === undefined
        ? {}
        : {
            class: input.classes.map((code) => ({
              system: 'http://hl7.org/fhir/resource-types',
              code,
            })),
          }),
    },
  }
}
