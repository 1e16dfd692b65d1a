/** String entries: every part of a name or address, folded for search and as it is for `:exact`. https://hl7.org/fhir/R4/search.html#string */
import { foldedStart, longestText } from './fold.ts'
import { type Field, type Found, type Indexer, isText, membersOf, sortBy } from './found.ts'

export const stringIndexers: Readonly<Record<string, Indexer>> = {
  string: indexText,
  markdown: indexText,
  HumanName: partsOf('text', 'family', 'given', 'prefix', 'suffix'),
  Address: partsOf('text', 'line', 'city', 'district', 'state', 'postalCode', 'country'),
}

// Sorting needs no more of a text than this.
const longestKey = 100

function indexText(value: unknown, field: Field, found: Found): void {
  if (!isText(value)) return
  const folded = foldedStart(value)
  found.str.add(field.start + folded)
  // a longer text equals no value that may be asked for
  if (value.length <= longestText) found.stx.add(field.start + value)
  sortBy(field, folded.slice(0, longestKey), found)
}

function partsOf(...names: readonly string[]): Indexer {
  return (value, field, found) => {
    const members = membersOf(value)
    for (const name of names) {
      const part = members[name]
      if (typeof part === 'string') indexText(part, field, found)
      else if (Array.isArray(part)) for (const one of part) indexText(one, field, found)
    }
  }
}
