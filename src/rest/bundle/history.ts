/** Versions of a resource, newest first. https://hl7.org/fhir/R4/bundle.html#history */

import { formatEtag } from '#fhir/etag.ts'
import type { HistoryEntry } from '#record/record.ts'
import type { Link } from '../links.ts'
import { type Frame, head, linkText } from './frame.ts'

const requests = {
  create: { method: 'POST', status: '201 Created' },
  update: { method: 'PUT', status: '200 OK' },
  delete: { method: 'DELETE', status: '204 No Content' },
} as const

export function historyBundle(
  frame: Frame & { readonly links: readonly Link[]; readonly total: number },
  entries: readonly HistoryEntry[],
): string {
  const text = `${head(frame, 'history')},"total":${frame.total}${linkText(frame.links)}`
  if (entries.length === 0) return `${text}}`
  return `${text},"entry":[${entries.map((entry) => entryText(entry, frame.base)).join(',')}]}`
}

function entryText(entry: HistoryEntry, base: string): string {
  const { method, status } = requests[entry.act]
  const url = entry.act === 'create' ? entry.type : `${entry.type}/${entry.id}`
  const resource = entry.json === undefined ? '' : `,"resource":${entry.json}`
  const response = { status, etag: formatEtag(entry.vid), lastModified: entry.lastUpdated }
  return `{"fullUrl":"${base}/${entry.type}/${entry.id}"${resource},"request":{"method":"${method}","url":"${url}"},"response":${JSON.stringify(response)}}`
}
