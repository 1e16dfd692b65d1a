/**
 * Which resources belong to whom: HL7's compartments, and one declared extension that gives four more types an owner
 * for consent. One table serves search, scope, consent and export. https://hl7.org/fhir/R4/compartmentdefinition.html
 */
import compartments from '#profiles/base/compartments.json' with { type: 'json' }
import extension from '#profiles/compartment-extension.json' with { type: 'json' }
import { joined } from './search/entry.ts'
import { searchParameter, searchParametersOf } from './search/parameters.ts'

/**
 * HL7's parameters alone, each of which makes a row a member; `_id` stands for the owner itself.
 * Undefined if the type has no place in the compartment.
 */
export function compartmentParameters(
  compartment: string,
  type: string,
): readonly string[] | undefined {
  const members = Object.hasOwn(compartments, compartment) ? compartments[compartment] : undefined
  return members !== undefined && Object.hasOwn(members, type) ? members[type] : undefined
}

const limiting = new Map<string, ReadonlySet<string>>()

/**
 * Parameters whose value `Patient/id` finds rows of that patient alone: the compartment's, and those that look at the
 * same elements under another name, as Observation's `patient` at its `subject`.
 */
export function patientParameters(type: string): ReadonlySet<string> {
  const known = limiting.get(type)
  if (known !== undefined) return known
  const own = compartmentParameters('Patient', type) ?? []
  const elements = new Set(
    own.flatMap((code) => elementsOf(searchParameter(type, code)?.expression)),
  )
  const same = searchParametersOf(type).filter(
    (one) =>
      one.type === 'reference' && elementsOf(one.expression).every((path) => elements.has(path)),
  )
  const found = new Set([...own, ...same.map((one) => one.code)])
  // One entry for each type of R4: strangers' words are no types and were refused before.
  limiting.set(type, found)
  return found
}

function elementsOf(expression = ''): string[] {
  return expression
    .split('|')
    .map((path) => path.trim().replace('.where(resolve() is Patient)', ''))
}

export function isCompartment(name: string): boolean {
  return Object.hasOwn(compartments, name)
}

/**
 * The patients a row belongs to, as `Patient/id`: by the compartment, else by the extension's first alternative that
 * names one.
 * @param ref the row's reference entries
 */
export function patientsOf(type: string, id: string, ref: readonly string[]): string[] {
  if (type === 'Patient') return [`Patient/${id}`]
  const params = compartmentParameters('Patient', type)
  if (params !== undefined) return named(params, ref, 'Patient/')
  for (const alternative of alternativesOf(type)) {
    const found = named(alternative, ref, 'Patient/')
    if (found.length > 0) return found
  }
  return []
}

/** What the extension's types refer to when they name no patient: its patients are theirs (a payment's claim). */
export function ownedThrough(type: string, ref: readonly string[]): string[] {
  for (const alternative of alternativesOf(type)) {
    const found = named(alternative, ref, '')
    if (found.length > 0) return found.some(isPatient) ? [] : found
  }
  return []
}

function isPatient(reference: string): boolean {
  return reference.startsWith('Patient/')
}

function alternativesOf(type: string): readonly (readonly string[])[] {
  return Object.hasOwn(extension, type) ? (extension[type] ?? []) : []
}

function named(params: readonly string[], ref: readonly string[], start: string): string[] {
  const found = new Set<string>()
  for (const param of params) {
    const begin = joined(param, start)
    const cut = begin.length - start.length
    for (const entry of ref) if (entry.startsWith(begin)) found.add(entry.slice(cut))
  }
  return [...found].filter((reference) => /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(reference))
}
