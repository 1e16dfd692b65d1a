/** Uris compare as they are; `:below` and `:above` are for URLs alone. https://hl7.org/fhir/R4/search.html#uri */
import { badValue, type ParseClause } from './asked.ts'
import { separator } from './entry.ts'
import { unescapeValue } from './split-value.ts'

const longestUri = 2000
/** No uri holds it, so nothing matches. */
const nothing = separator

export const parseUri: ParseClause = (asked) => {
  const values = asked.values.map((value) => {
    const uri = unescapeValue(value)
    if (uri.length > longestUri) throw badValue(asked, `uris of at most ${longestUri} characters`)
    return uri
  })
  const param = asked.definition.code
  switch (asked.modifier) {
    case 'below':
      return { kind: 'uri', param, match: 'below', values: values.map(urlsBelow) }
    case 'above':
      return { kind: 'uri', param, match: 'above', values: [...new Set(values.flatMap(urlsAbove))] }
    default:
      return { kind: 'uri', param, match: 'exact', values }
  }
}

/** Urns know no hierarchy: what may still become one matches nothing. */
function urlsBelow(uri: string): string {
  return uri.startsWith('urn:') || 'urn:'.startsWith(uri) ? nothing : uri
}

/** Every URL that this one begins with. */
function urlsAbove(uri: string): string[] {
  const scheme = /^(?!urn:)[a-z][a-z0-9+.-]*:\/\//i.exec(uri)?.[0]
  if (scheme === undefined) return [nothing]
  return Array.from({ length: uri.length - scheme.length + 1 }, (_, more) =>
    uri.slice(0, scheme.length + more),
  )
}
