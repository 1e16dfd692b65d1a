/** The answers to a transaction's entries, in their order. https://hl7.org/fhir/R4/http.html#transaction-response */
import { STATUS_CODES } from 'node:http'
import type { TransactionEntry } from '#record/record.ts'
import { type Frame, head } from './frame.ts'

export function transactionResponse(frame: Frame, entries: readonly TransactionEntry[]): string {
  const text = head(frame, 'transaction-response')
  return entries.length === 0
    ? `${text}}`
    : `${text},"entry":[${entries.map(entryText).join(',')}]}`
}

function entryText(entry: TransactionEntry): string {
  const { status, location, etag, lastModified, outcome, json } = entry
  const response = {
    status: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    location,
    etag,
    lastModified,
    outcome,
  }
  const resource = json === undefined ? '' : `"resource":${json},`
  return `{${resource}"response":${JSON.stringify(response)}}`
}
