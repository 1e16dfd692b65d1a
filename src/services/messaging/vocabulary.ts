/** The codes that messaging writes: crm.md 3.1–3.2. The code systems stand in `profiles/`. */
import type { CodeableConcept } from '@medplum/fhirtypes'

const base = 'https://amanah.example/fhir'

export const askStateSystem = `${base}/CodeSystem/ask-state`
export const messageKindSystem = `${base}/CodeSystem/message-kind`
export const numberSystem = `${base}/NamingSystem/ask-number`
/** on a HealthcareService: the CareTeam whose members staff the pool (R4 has no such element) */
export const poolTeamExtension = `${base}/StructureDefinition/pool-team`
export const uuidSystem = 'urn:ietf:rfc:3986'

export type AskState = 'queued' | 'claimed' | 'answering' | 'waiting-patient' | 'resolved'
export type MessageKind = 'question' | 'answer' | 'interpretation' | 'system'

export function state(code: AskState): CodeableConcept {
  return { coding: [{ system: askStateSystem, code }] }
}

export function messageKind(code: MessageKind): CodeableConcept {
  return { coding: [{ system: messageKindSystem, code }] }
}

export function codeOf(concept: CodeableConcept | undefined, system: string): string | undefined {
  return concept?.coding?.find((coding) => coding.system === system)?.code
}
