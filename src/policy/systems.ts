/** The code systems and extensions that the law reads. */

const hl7 = 'http://terminology.hl7.org/CodeSystem'
const amanah = 'https://amanah.example/fhir'

export const systems = {
  confidentiality: `${hl7}/v3-Confidentiality`,
  actCode: `${hl7}/v3-ActCode`,
  actReason: `${hl7}/v3-ActReason`,
  observationValue: `${hl7}/v3-ObservationValue`,
  participation: `${hl7}/v3-ParticipationType`,
  consentScope: `${hl7}/consentscope`,
  consentAction: `${hl7}/consentaction`,
  resourceTypes: 'http://hl7.org/fhir/resource-types',
  uri: 'urn:ietf:rfc:3986',
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  /** category `posture` of the one Consent that holds the patient's settings (R19) */
  consentCategory: `${amanah}/CodeSystem/consent-category`,
  staffRole: `${amanah}/CodeSystem/staff-role`,
} as const

export const extensions = {
  /** on the PHY label: the moment from which the patient's side sees the result (R16b), valueDateTime */
  releaseDate: `${amanah}/StructureDefinition/release-date`,
  /** on the posture Consent: N, R or off (R20), valueCode */
  emergencyCeiling: `${amanah}/StructureDefinition/emergency-ceiling`,
  /** on the posture Consent: whole days a result may be held back from her (R16b), valueUnsignedInt */
  longestHold: `${amanah}/StructureDefinition/longest-hold`,
  /** on the posture Consent: strangers may add to her record (R19d), valueBoolean */
  dropBox: `${amanah}/StructureDefinition/drop-box`,
  /** on the posture Consent: whoever knows her identifiers may find her (R19d), valueBoolean */
  discoverable: `${amanah}/StructureDefinition/discoverable`,
  /** on the posture Consent: requesters are told to ask her (R25), valueBoolean */
  tellThem: `${amanah}/StructureDefinition/tell-them`,
  /** on the posture Consent: an element of Patient that she adds to her stub (R13b), valueCode, repeats */
  stubElement: `${amanah}/StructureDefinition/stub-element`,
  /** DS4P's label on an element (R15) */
  inlineLabel:
    'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',
  dataAbsentReason: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
} as const

/** `policy.uri` of the posture Consent is this and the posture's name. */
export const posturePrefix = `${amanah}/posture/`
