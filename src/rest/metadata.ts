/**
 * The CapabilityStatement, derived from the declarations that route and parse requests, so that it cannot promise
 * what is not served. https://hl7.org/fhir/R4/capabilitystatement.html
 */
import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes'
import { isCompartment } from '#fhir/compartment.ts'
import { resourceTypes } from '#fhir/definitions/resource-types.ts'
import { systemInteractions, typeInteractions } from '#fhir/interaction.ts'
import { searchParametersOf } from '#fhir/search/parameters.ts'
import { refuseName } from '#fhir/search/refuse-name.ts'
import type { RestDoor } from './door.ts'
import { routes } from './routes.ts'

const served: ReadonlySet<string> = new Set(routes.map((route) => route.interaction))

export function capabilityStatement(door: RestDoor): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: new Date(door.clock()).toISOString(),
    kind: 'instance',
    software: { ...door.software },
    implementation: {
      description: 'A personal health record in which the patient decides who sees what.',
      url: door.base,
    },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'Every answer holds what the patient, the law and the scopes of the token allow; what is hidden answers as what is absent. Ids are assigned by the server, except for clients registered with an id prefix of their own.',
        security: {
          cors: true,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
        },
        resource: resourceTypes.map((type) => resourceOf(type, door)),
        interaction: systemInteractions
          .filter((code) => served.has(code))
          .map((code) => ({ code })),
        compartment: served.has('search-compartment')
          ? resourceTypes
              .filter(isCompartment)
              .map((name) => `http://hl7.org/fhir/CompartmentDefinition/${name.toLowerCase()}`)
          : [],
      },
    ],
  }
}

function resourceOf(type: string, door: RestDoor): CapabilityStatementRestResource {
  const narrowed = door.narrow[type]
  const codes = typeInteractions.filter(
    (code) => served.has(code) && (narrowed === undefined || narrowed.interactions.includes(code)),
  )
  const mayWrite = codes.includes('create')
  const params = searchParametersOf(type).filter(
    ({ code }) =>
      // The parser itself says which of the defined parameters it serves.
      refuseName(type, code) === undefined &&
      (narrowed === undefined || narrowed.searchParameters.includes(code)),
  )
  return {
    type: type as CapabilityStatementRestResource['type'],
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: codes.map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: codes.includes('vread'),
    updateCreate: codes.includes('update'),
    conditionalCreate: mayWrite,
    conditionalRead: 'full-support',
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    ...(codes.includes('search-type') && params.length > 0
      ? {
          searchParam: params.map(({ code, type: kind, url }) => ({
            name: code,
            type: kind,
            ...(url === undefined ? {} : { definition: url }),
          })),
        }
      : {}),
  }
}
