/** A file of directory rows as one transaction Bundle: pure. */
import { formatJson, parseJson } from '#fhir/json.ts'
import { error, type Issue, OutcomeError } from '#fhir/outcome.ts'

const types = new Set([
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'HealthcareService',
  'CareTeam',
])

type Members = Readonly<Record<string, unknown>>

export function registryBundle(text: string): string {
  const bundle = parseJson(text)
  if (!isObject(bundle) || bundle.resourceType !== 'Bundle')
    throw OutcomeError.structure('The file holds no Bundle.', 'Bundle.resourceType')
  if (!['transaction', 'batch', 'collection'].includes(String(bundle.type)))
    throw OutcomeError.invalid('The Bundle is a transaction, batch or collection.', 'Bundle.type')
  const entries: readonly unknown[] = Array.isArray(bundle.entry) ? bundle.entry : []
  const issues = entries.flatMap((entry, at) => faultOf(entry, at) ?? [])
  if (issues.length > 0) throw new OutcomeError(issues)
  return formatJson({
    ...bundle,
    type: 'transaction',
    entry: entries.map((entry) => withRequest(entry as Members)),
  })
}

function faultOf(entry: unknown, at: number): Issue | undefined {
  const resource = isObject(entry) ? entry.resource : undefined
  const type = isObject(resource) ? resource.resourceType : undefined
  return typeof type === 'string' && types.has(type)
    ? undefined
    : error(
        'business-rule',
        `The registry holds ${[...types].join(', ')} alone.`,
        `Bundle.entry[${at}].resource`,
      )
}

function withRequest(entry: Members): Members {
  if (entry.request !== undefined) return entry
  const { resourceType, id } = entry.resource as Members
  const request =
    typeof id === 'string'
      ? { method: 'PUT', url: `${String(resourceType)}/${id}` }
      : { method: 'POST', url: String(resourceType) }
  return { ...entry, request }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
