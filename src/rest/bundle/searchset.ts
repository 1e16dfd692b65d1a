/** A searchset as text, joined from the texts as they are stored. https://hl7.org/fhir/R4/bundle.html#searchset */
import type { Version } from '#record/record.ts'
import type { Link } from '../links.ts'
import { type Frame, head, linkText } from './frame.ts'

export interface Searchset extends Frame {
  readonly links: readonly Link[]
  readonly total?: number
  readonly matches: readonly Version[]
  /** text of an OperationOutcome about the search itself */
  readonly outcome?: string
}

export function searchset(set: Searchset): string {
  let text = head(set, 'searchset')
  if (set.total !== undefined) text += `,"total":${set.total}`
  text += linkText(set.links)
  let comma = ''
  if (set.matches.length > 0 || set.outcome !== undefined) text += ',"entry":['
  for (const { type, id, json } of set.matches) {
    text += `${comma}{"fullUrl":"${set.base}/${type}/${id}","resource":${json},"search":{"mode":"match"}}`
    comma = ','
  }
  if (set.outcome !== undefined)
    text += `${comma}{"resource":${set.outcome},"search":{"mode":"outcome"}}`
  return set.matches.length > 0 || set.outcome !== undefined ? `${text}]}` : `${text}}`
}
