/** Public keys of a client: a JWK set in a file, or the address of one. https://www.rfc-editor.org/rfc/rfc7517#section-5 */
import { readFile } from 'node:fs/promises'
import { UsageError } from './command.ts'

export async function readJwks(place: string): Promise<{ jwks: string } | { jwksUri: string }> {
  if (/^https?:/i.test(place)) {
    if (!URL.canParse(place) || new URL(place).protocol !== 'https:')
      throw new UsageError('The address of a JWK set begins with https://.')
    return { jwksUri: place }
  }
  const text = await readFile(place, 'utf8').catch(() => {
    throw new UsageError(`The JWK set cannot be read: ${place}`)
  })
  return { jwks: JSON.stringify(publicSet(text)) }
}

function publicSet(text: string): unknown {
  const set = parsed(text)
  const keys = (set as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isKey))
    throw new UsageError(
      'The file is no JWK set: an object with keys, each with kty RSA or EC and a kid.',
    )
  if (keys.some((key) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].some((name) => name in key)))
    throw new UsageError('The JWK set holds a private key: give the public halves alone.')
  return { keys }
}

function isKey(key: unknown): key is object {
  if (typeof key !== 'object' || key === null) return false
  const { kty, kid } = key as Readonly<Record<string, unknown>>
  return (kty === 'RSA' || kty === 'EC') && typeof kid === 'string' && kid !== ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
