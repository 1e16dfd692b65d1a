/** The parameter that says when what a resource tells happened; column `sd` holds its lower end. https://hl7.org/fhir/R4/fivews.html */
import { searchParameter } from './parameters.ts'

// In this order: when it happened, else when it was asked for or written down.
const codes = [
  'date',
  'onset-date',
  'effective-time',
  'effective',
  'occurrence',
  'performed-date',
  'whenhandedover',
  'started',
  'start-date',
  'start',
  'sent',
  'collected',
  'authoredon',
  'authored-on',
  'authored',
  'datetime',
  'datewritten',
  'identified',
  'created',
  'recorded',
  'recorded-date',
  'period',
] as const

const known = new Map<string, string | undefined>()

/** Undefined for types without a time of their own. */
export function clinicalDateParameter(type: string): string | undefined {
  if (!known.has(type))
    known.set(
      type,
      codes.find((code) => searchParameter(type, code)?.type === 'date'),
    )
  return known.get(type)
}
