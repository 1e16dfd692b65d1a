/**
 * FHIR's words for what can be asked of a server: file names, audit codes and scope letters follow them.
 * https://hl7.org/fhir/R4/valueset-type-restful-interaction.html, https://hl7.org/fhir/R4/valueset-system-restful-interaction.html
 */

export const typeInteractions = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
] as const

export const systemInteractions = [
  'transaction',
  'batch',
  'search-system',
  'history-system',
] as const

export type TypeInteraction = (typeof typeInteractions)[number]
export type SystemInteraction = (typeof systemInteractions)[number]
export type Interaction = TypeInteraction | SystemInteraction
