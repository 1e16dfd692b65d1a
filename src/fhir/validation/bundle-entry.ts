/** What R4's text demands of a Bundle's entries beyond its formal rules. https://hl7.org/fhir/R4/http.html#transaction */
import { isObject } from './structure.ts'
import { enter, type JsonObject, leave, report, type Walk } from './walk.ts'

const withBody = new Set(['POST', 'PUT', 'PATCH'])
const withoutBody = new Set(['GET', 'HEAD', 'DELETE'])
const restful = /^https?:\/\/.*\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/

export function checkEntries(walk: Walk, bundle: JsonObject): void {
  const entries = bundle.entry
  if (!Array.isArray(entries)) return
  const type = bundle.type
  const asks = type === 'batch' || type === 'transaction'
  for (const [index, entry] of entries.entries()) {
    if (!isObject(entry)) continue
    enter(walk, 'entry', index)
    if (asks) checkRequest(walk, entry)
    else if (type === 'document' || type === 'message' || type === 'collection')
      if (entry.resource === undefined)
        report(walk, 'required', `An entry of a ${type} must have a resource`, 'resource')
    checkIdentity(walk, entry)
    leave(walk)
  }
}

function checkRequest(walk: Walk, entry: JsonObject): void {
  const method = isObject(entry.request) ? entry.request.method : undefined
  const hasResource = entry.resource !== undefined
  if (withBody.has(method as string) && !hasResource)
    report(
      walk,
      'required',
      `An entry with method ${String(method)} must have a resource`,
      'resource',
    )
  if (withoutBody.has(method as string) && hasResource)
    report(
      walk,
      'business-rule',
      `An entry with method ${String(method)} must not have a resource`,
      'resource',
    )
}

/** A RESTful fullUrl must agree with the resource's own type and id. */
function checkIdentity(walk: Walk, entry: JsonObject): void {
  const resource = entry.resource
  const match = typeof entry.fullUrl === 'string' ? restful.exec(entry.fullUrl) : null
  if (match === null || !isObject(resource)) return
  const { id, resourceType } = resource
  if ((id !== undefined && id !== match[2]) || resourceType !== match[1])
    report(
      walk,
      'business-rule',
      'fullUrl must agree with the type and id of the resource',
      'fullUrl',
    )
}
