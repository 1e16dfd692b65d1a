/** What an item holds, as the transactions that bring it in: pure. */
import { formatJson, parseJson } from '#fhir/json.ts'
import { OutcomeError } from '#fhir/outcome.ts'

export type Content =
  /** all or nothing, as it stands */
  | { readonly kind: 'transaction'; readonly text: string }
  /** entries that do not depend on each other: `text` has them all, `entries` each alone */
  | { readonly kind: 'batch'; readonly text: string; readonly entries: () => readonly string[] }

type Members = Readonly<Record<string, unknown>>

/** Throws OutcomeError. A resource that is no Bundle is created. */
export function contentOf(text: string): Content {
  // the door parses it again, losslessly: a transaction is only looked at
  if (isTransaction(text)) return { kind: 'transaction', text }
  const resource = parseJson(text)
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource))
    throw OutcomeError.structure('A resource is a JSON object.')
  const { resourceType, type, entry } = resource as Members
  if (typeof resourceType !== 'string')
    throw OutcomeError.structure('resourceType is missing.', 'resourceType')
  if (resourceType !== 'Bundle')
    return {
      kind: 'transaction',
      text: transactionOf([{ resource, request: { method: 'POST', url: resourceType } }]),
    }
  if (type !== 'batch' || !Array.isArray(entry))
    throw OutcomeError.notSupported('Only a Bundle of type transaction or batch can be imported.')
  return {
    kind: 'batch',
    text: transactionOf(entry),
    entries: () => entry.map((one) => transactionOf([one])),
  }
}

function isTransaction(text: string): boolean {
  try {
    const resource = JSON.parse(text) as Members | null
    return resource?.resourceType === 'Bundle' && resource.type === 'transaction'
  } catch {
    return false
  }
}

function transactionOf(entry: readonly unknown[]): string {
  return formatJson({ resourceType: 'Bundle', type: 'transaction', entry })
}
