/**
 * Refuses modifier extensions in resources that the server acts upon: it would act against a meaning it does not know.
 * https://hl7.org/fhir/R4/extensibility.html#modifierExtension
 */
import { type JsonObject, report, type Walk } from './walk.ts'

const actedUpon: ReadonlySet<string> = new Set([
  'Appointment',
  'Consent',
  'MedicationRequest',
  'RelatedPerson',
  'Subscription',
  'Task',
])

export function checkModifiers(walk: Walk, type: string, resource: JsonObject): void {
  if (actedUpon.has(type) && holdsModifier(resource))
    report(
      walk,
      'business-rule',
      `This server acts upon ${type} and knows no modifier extension of it`,
    )
}

function holdsModifier(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(holdsModifier)
  for (const [name, inner] of Object.entries(value)) {
    // A contained resource is not acted upon.
    if (name === 'modifierExtension') return true
    if (name !== 'contained' && name !== 'extension' && holdsModifier(inner)) return true
  }
  return false
}
