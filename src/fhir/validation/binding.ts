/** Whether coded values come from the value set that R4 binds. https://hl7.org/fhir/R4/terminologies.html#strength */
import { requiredCodes } from '../definitions/required-codes.ts'
import type { JsonObject } from './walk.ts'

export interface Binding {
  readonly required: boolean
  readonly valueSet: string
  /** A code, or `system|code`. */
  readonly accepts: (code: string) => boolean
}

const mimeType = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+*-]{1,127}(?:\s?;.*)?$/
/** Short forms that R4's own CapabilityStatements use as formats. */
const shortFormats = new Set(['xml', 'json', 'ttl'])
const currencies = new Set(Intl.supportedValuesOf('currency'))

/** Value sets that a rule defines, not a list. */
const byRule: Readonly<Record<string, (code: string) => boolean>> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': (code) => mimeType.test(code) || shortFormats.has(code),
  'http://hl7.org/fhir/ValueSet/currencies': (code) => currencies.has(code),
  'http://hl7.org/fhir/ValueSet/ucum-units': (code) =>
    code.startsWith('http://unitsofmeasure.org|'),
  'http://loinc.org/vs/LL379-9': (code) => code.startsWith('http://loinc.org|'),
}

/** Undefined if there is nothing to check against. */
export function bindingOf(
  row: readonly [strength: 'r' | 'e', valueSet: string],
): Binding | undefined {
  const [strength, valueSet] = row
  const codes = requiredCodes(valueSet)
  const accepts =
    codes === undefined ? byRule[valueSet] : (code: string): boolean => codes.has(code)
  return accepts === undefined ? undefined : { required: strength === 'r', valueSet, accepts }
}

/** Does a Coding, or one of a CodeableConcept's codings, lie in the set? Uncoded text satisfies an extensible binding only. */
export function conceptMatches(binding: Binding, type: string, value: JsonObject): boolean {
  const codings = type === 'Coding' ? [value] : value.coding
  if (!Array.isArray(codings) || codings.length === 0)
    // An extension may say why there is no code.
    return !binding.required || value.extension !== undefined
  let coded = false
  for (const coding of codings as (JsonObject | null)[]) {
    const system = coding?.system
    const code = coding?.code
    if (typeof code !== 'string') continue
    coded = true
    if (typeof system === 'string' && binding.accepts(`${system}|${code}`)) return true
  }
  return !binding.required && !coded
}
