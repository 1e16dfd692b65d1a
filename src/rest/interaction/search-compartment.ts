/** GET [compartment]/[id]/[type]?… and its _search. https://hl7.org/fhir/R4/http.html#vsearch */
import { compartmentParameters } from '#fhir/compartment.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import type { Answer, Call } from '../call.ts'
import type { RestDoor } from '../door.ts'
import { searchWithin } from './search-type.ts'

export async function searchCompartment(call: Call, door: RestDoor): Promise<Answer> {
  const params = compartmentParameters(call.compartment, call.type)
  if (params === undefined)
    throw OutcomeError.notSupported(
      `${call.type} does not belong to the ${call.compartment} compartment.`,
      404,
    )
  const owner = `${call.compartment}/${call.id}`
  return searchWithin(call, door, (request) => ({
    ...request,
    clauses: [...request.clauses, { kind: 'compartment', owner, params }],
  }))
}
