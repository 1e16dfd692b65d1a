/**
 * Access to a thread comes from the thread's own Consents, never from copied recipients (crm.md 3.1):
 * one opens the ask and what hangs on it to the pool's team, one lets the team correct its Task,
 * one per attached item opens that item alone.
 */
import type { Consent } from '@medplum/fhirtypes'

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
const resourceTypes = 'http://hl7.org/fhir/resource-types'
const consentAction = 'http://terminology.hl7.org/CodeSystem/consentaction'
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'

interface Parties {
  readonly patient: string
  /** who asked, in her own session or for her */
  readonly by: string
  /** `CareTeam/…` of the routed pool */
  readonly team: string
  /** instant of the ask */
  readonly now: string
}

type Provision = NonNullable<Consent['provision']>

export function threadConsent(parties: Parties, ask: string): Consent {
  return consent(parties, {
    securityLabel: [{ system: confidentiality, code: 'R' }],
    action: [action('access'), action('collect')],
    class: ['CommunicationRequest', 'Communication', 'Task', 'DocumentReference'].map((code) => ({
      system: resourceTypes,
      code,
    })),
    data: [{ meaning: 'dependents', reference: { reference: ask } }],
  })
}

export function workConsent(parties: Parties, ask: string): Consent {
  return consent(parties, {
    securityLabel: [{ system: confidentiality, code: 'R' }],
    action: [action('correct')],
    class: [{ system: resourceTypes, code: 'Task' }],
    data: [{ meaning: 'dependents', reference: { reference: ask } }],
  })
}

/** Ends with the thread, after 90 days at the latest. */
export function itemConsent(
  parties: Parties,
  item: string,
  until: string,
  reach: 'N' | 'R',
): Consent {
  return consent(parties, {
    period: { start: parties.now, end: until },
    securityLabel: [{ system: confidentiality, code: reach }],
    action: [action('access')],
    data: [{ meaning: 'instance', reference: { reference: item } }],
  })
}

function consent(parties: Parties, provision: Omit<Provision, 'type' | 'actor'>): Consent {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/consentscope',
          code: 'patient-privacy',
        },
      ],
    },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: parties.patient },
    dateTime: parties.now,
    performer: [{ reference: parties.by }] as NonNullable<Consent['performer']>,
    policyRule: { coding: [{ system: actCode, code: 'OPTIN' }] },
    provision: {
      type: 'permit',
      actor: [
        {
          role: { coding: [{ system: participation, code: 'IRCP' }] },
          reference: { reference: parties.team },
        },
      ] as NonNullable<Provision['actor']>,
      ...provision,
    },
  }
}

function action(code: string): { coding: { system: string; code: string }[] } {
  return { coding: [{ system: consentAction, code }] }
}
