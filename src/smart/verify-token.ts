/**
 * The signature, the header and the claims of an access token: all that can be told without the store.
 * https://www.rfc-editor.org/rfc/rfc9068#section-4, https://www.rfc-editor.org/rfc/rfc8725
 */
import type { KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { type AccessClaims, isAccessClaims } from './claims.ts'

export interface VerifyPorts {
  readonly issuer: string
  readonly audience: string
  /** kid → RSA public key */
  readonly keys: ReadonlyMap<string, KeyObject>
}

const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
const maxLength = 8192

/** `now` in milliseconds; undefined for every cause. */
export function verifyToken(
  token: string,
  now: number,
  ports: VerifyPorts,
): AccessClaims | undefined {
  if (token.length > maxLength || !compact.test(token)) return undefined
  const key = keyOf(token, ports.keys)
  if (key === undefined) return undefined
  try {
    const claims: unknown = jwt.verify(token, key, {
      algorithms: ['RS256'],
      issuer: ports.issuer,
      audience: ports.audience,
      clockTimestamp: Math.floor(now / 1000),
      clockTolerance: 0,
    })
    return isAccessClaims(claims) ? claims : undefined
  } catch {
    return undefined
  }
}

/** A header of ours says alg, typ and kid and nothing else, so `jku`, `x5u`, `jwk` and `crit` end here. */
function keyOf(token: string, keys: ReadonlyMap<string, KeyObject>): KeyObject | undefined {
  const header = headerOf(token)
  if (header === undefined || Object.keys(header).length !== 3) return undefined
  const { alg, kid, typ } = header
  return alg === 'RS256' && typ === 'at+jwt' && typeof kid === 'string' ? keys.get(kid) : undefined
}

function headerOf(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString()
    const header: unknown = JSON.parse(text)
    return typeof header === 'object' && header !== null
      ? (header as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
