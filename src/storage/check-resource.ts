/** One live row against its own text: the text parses, and what the row says of it is what it says. */
import { typeOf } from '#fhir/reference.ts'
import { millisOf } from '#fhir/tick.ts'
import type { ResourceRow } from './storage.ts'

interface Text {
  readonly resourceType?: unknown
  readonly id?: unknown
  readonly meta?: { readonly versionId?: unknown; readonly lastUpdated?: unknown }
}

export function resourceFindings(row: ResourceRow): string[] {
  const text = parsed(row.json)
  if (text === undefined) return [`${row._id}: its text is not JSON.`]
  const findings: string[] = []
  const expect = (holds: boolean, what: string) => {
    if (!holds) findings.push(`${row._id}: ${what}`)
  }
  expect(`${text.resourceType}/${text.id}` === row._id, 'its text is that of another resource.')
  expect(row.t === typeOf(row._id), 'its type column differs from its id.')
  expect(text.meta?.versionId === row.vid, 'its version id differs from its text.')
  expect(
    typeof text.meta?.lastUpdated === 'string' &&
      Date.parse(text.meta.lastUpdated) === millisOf(row.lu),
    'its stamp differs from the lastUpdated of its text.',
  )
  expect(row.cpn === row.cmp.length, 'it counts more or fewer patients than it names.')
  const [only] = row.cmp
  expect(row.sk === (row.cmp.length === 1 ? only : row._id), 'its shard key is not its own.')
  expect(row.con >= 0 && row.con <= 5, 'its confidentiality is out of range.')
  expect(row.lo <= row.hi, 'its clinical time ends before it begins.')
  return findings
}

function parsed(json: string): Text | undefined {
  try {
    return JSON.parse(json) as Text
  } catch {
    return undefined
  }
}
