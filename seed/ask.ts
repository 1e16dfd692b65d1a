/** An ask to the educators as a patient's app posts it (crm.md 3.5). */
import type { CommunicationRequest } from '@medplum/fhirtypes'

export interface AskInput {
  readonly patient: string
  readonly by: string
  /** the sender's own UUID */
  readonly uuid: string
  readonly about?: string
  readonly text: string
}

const base = 'https://amanah.example/fhir/CodeSystem'

export function ask(input: AskInput): CommunicationRequest {
  const sender = { reference: input.by as `Patient/${string}` }
  return {
    resourceType: 'CommunicationRequest',
    identifier: [{ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${input.uuid}` }],
    status: 'active',
    category: [{ coding: [{ system: `${base}/ask`, code: 'question' }] }],
    priority: 'routine',
    subject: { reference: input.patient as `Patient/${string}` },
    requester: sender,
    sender,
    reasonCode: [{ coding: [{ system: `${base}/topic`, code: 'lab-result' }] }],
    medium: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode',
            code: 'ONLINEWRIT',
          },
        ],
      },
    ],
    payload: [
      { contentString: input.text },
      ...(input.about === undefined
        ? []
        : [{ contentReference: { reference: input.about as `Observation/${string}` } }]),
    ],
    ...(input.about === undefined
      ? {}
      : { about: [{ reference: input.about as `Observation/${string}` }] }),
  }
}
