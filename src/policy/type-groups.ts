/** Groups of resource types that the law treats alike (consent.md R10b, R19e, R22). */

/** R10b: opened only by a permit that names them, never by a posture or an emergency. */
export const ownTypes: readonly string[] = [
  'AuditEvent',
  'Communication',
  'CommunicationRequest',
  'Consent',
  'Task',
]

/** R22: rows of these types are a directory where an administrator wrote them. */
export const directoryTypes: readonly string[] = [
  'Endpoint',
  'HealthcareService',
  'Location',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Schedule',
  'Slot',
]

/** R22: definitions and terminology, readable with a scope whoever wrote them. */
export const definitionTypes: readonly string[] = [
  'ActivityDefinition',
  'CapabilityStatement',
  'ChargeItemDefinition',
  'CodeSystem',
  'CompartmentDefinition',
  'ConceptMap',
  'EventDefinition',
  'ExampleScenario',
  'GraphDefinition',
  'ImplementationGuide',
  'Library',
  'Measure',
  'MessageDefinition',
  'NamingSystem',
  'ObservationDefinition',
  'OperationDefinition',
  'PlanDefinition',
  'Questionnaire',
  'ResearchDefinition',
  'ResearchElementDefinition',
  'SearchParameter',
  'SpecimenDefinition',
  'StructureDefinition',
  'StructureMap',
  'TerminologyCapabilities',
  'TestScript',
  'ValueSet',
]

/** R19e: what any of the recorder's staff may keep, if their role admits the type. */
export const administrativeTypes: readonly string[] = [
  'Account',
  'Appointment',
  'AppointmentResponse',
  'ChargeItem',
  'Coverage',
  'Invoice',
  'Patient',
  'PaymentNotice',
  'PaymentReconciliation',
  'RelatedPerson',
]

/** R7: types whose registry rows an administrator keeps. */
export const registryTypes: readonly string[] = [
  'CareTeam',
  'Device',
  'HealthcareService',
  'Location',
  'Organization',
  'Practitioner',
  'PractitionerRole',
]
