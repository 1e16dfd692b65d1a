/**
 * What the client would rather have. Unknown wishes are ignored: clients in the field send `return=presentation`.
 * https://hl7.org/fhir/R4/http.html#ops, https://www.rfc-editor.org/rfc/rfc7240
 */

export interface Preference {
  readonly return?: 'minimal' | 'representation' | 'OperationOutcome'
  readonly handling?: 'strict' | 'lenient'
}

const none: Preference = {}

/** Several wishes are divided by commas, by semicolons, or by header lines (which Node joins by commas). */
export function parsePrefer(header: string | readonly string[] | undefined): Preference {
  if (header === undefined) return none
  const wishes = String(header).split(/[,;]/)
  const found: { return?: Preference['return']; handling?: Preference['handling'] } = {}
  for (const wish of wishes) {
    const [name = '', value = ''] = wish.split('=').map((part) => part.trim())
    const plain = value.replace(/^"(.*)"$/, '$1')
    // The first of a kind counts: RFC 7240 section 2.
    if (name.toLowerCase() === 'return') found.return ??= returnOf(plain)
    if (name.toLowerCase() === 'handling') found.handling ??= handlingOf(plain)
  }
  return {
    ...(found.return === undefined ? {} : { return: found.return }),
    ...(found.handling === undefined ? {} : { handling: found.handling }),
  }
}

function returnOf(value: string): Preference['return'] {
  if (value === 'minimal' || value === 'representation' || value === 'OperationOutcome')
    return value
  return undefined
}

function handlingOf(value: string): Preference['handling'] {
  return value === 'strict' || value === 'lenient' ? value : undefined
}
