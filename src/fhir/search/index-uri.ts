/** Uri entries among the tokens: `param¦uri`; a canonical without its version too. https://hl7.org/fhir/R4/search.html#uri */
import { type Field, type Found, type Indexer, isText, sortBy } from './found.ts'

export const uriIndexers: Readonly<Record<string, Indexer>> = {
  uri: indexUri,
  url: indexUri,
  canonical: indexCanonical,
}

function indexUri(value: unknown, field: Field, found: Found): void {
  if (!isText(value)) return
  found.tok.add(field.start + value)
  sortBy(field, value, found)
}

function indexCanonical(value: unknown, field: Field, found: Found): void {
  if (!isText(value)) return
  indexUri(value, field, found)
  const bar = value.lastIndexOf('|')
  if (bar > 0) found.tok.add(field.start + value.slice(0, bar))
}
