/**
 * What it was about: patients, what was shown or written, the search, and the request's id.
 * https://hl7.org/fhir/R4/auditevent-definitions.html#AuditEvent.entity
 */
import type { AuditEventEntity } from '@medplum/fhirtypes'
import { typeOf } from '#fhir/reference.ts'
import { codes } from './codes.ts'
import type { Line } from './line.ts'
import type { Site } from './site.ts'

const resourceTypes = 'http://hl7.org/fhir/resource-types'

export function entitiesOf(line: Line, site: Site): AuditEventEntity[] {
  return [
    ...patientsOf(line, site).map(patientEntity),
    ...itemEntities(line, site),
    ...(line.query === undefined ? [] : [queryEntity(line.query)]),
    ...(line.request === undefined ? [] : [requestEntity(line.request)]),
  ]
}

/** Of a line about several people each reads her own part: nobody learns here who else is a patient. */
export function patientsOf(line: Line, { reader }: Site): readonly string[] {
  return reader === undefined ? line.patients : line.patients.filter((one) => one === reader)
}

/** Which item is whose a line does not say, so that a line about several people shows a reader none. */
export function itemsOf(line: Line, { reader }: Site): readonly string[] {
  return reader !== undefined && line.patients.length > 1 ? [] : line.items
}

function patientEntity(reference: string): AuditEventEntity {
  return { what: { reference }, type: codes.person, role: codes.patientRole }
}

/** BALP's data entity is the one object of an interaction; beside a search, or among many, each is of its own type. */
function itemEntities(line: Line, site: Site): AuditEventEntity[] {
  const items = itemsOf(line, site)
  const single = items.length === 1 && line.query === undefined
  return items.map((reference) => ({
    what: { reference },
    type: single ? codes.systemObject : { system: resourceTypes, code: typeOf(reference) },
    role: codes.domainResource,
  }))
}

function queryEntity(query: string): AuditEventEntity {
  return {
    type: codes.systemObject,
    role: codes.queryRole,
    description: query,
    query: Buffer.from(query).toString('base64'),
  }
}

function requestEntity(value: string): AuditEventEntity {
  return { what: { identifier: { value } }, type: codes.requestId }
}
