/**
 * Access tokens as signed JWTs: RS256, type `at+jwt`. https://www.rfc-editor.org/rfc/rfc9068
 */
import { createPrivateKey } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { type AccessClaims, ownSession } from './claims.ts'
import type { LiveGrant } from './live-grant.ts'

export interface SigningPorts {
  readonly kid: string
  /** PEM, PKCS#8 */
  readonly privateKey: string
  /** ISSUER and FHIR base, without trailing slash */
  readonly issuer: string
  readonly audience: string
}

/** Mints the token of one grant, alive until the grant expires; `jti` is random, `now` milliseconds. */
export type Mint = (grant: LiveGrant, jti: string, now: number) => string

export function openMint(ports: SigningPorts): Mint {
  const key = createPrivateKey(ports.privateKey)
  return (grant, jti, now) =>
    jwt.sign(claimsOf(grant, jti, now, ports), key, {
      algorithm: 'RS256',
      header: { alg: 'RS256', typ: 'at+jwt', kid: ports.kid },
    })
}

function claimsOf(grant: LiveGrant, jti: string, now: number, ports: SigningPorts): AccessClaims {
  const isClient = grant.kind === 'client' || grant.kind === 'administrator'
  return {
    iss: ports.issuer,
    aud: ports.audience,
    sub: isClient ? (grant.client ?? grant.who) : grant.who,
    client_id: grant.client ?? ownSession,
    scope: grant.scopes.join(' '),
    jti,
    iat: Math.floor(now / 1000),
    exp: Math.floor(grant.expiresAt / 1000),
    grant_id: grant._id,
    purpose: grant.purpose,
    ...(grant.patient === undefined ? {} : { patient: grant.patient.slice('Patient/'.length) }),
    ...(isClient ? {} : { fhirUser: `${ports.audience}/${grant.who}` }),
    ...(grant.role === undefined ? {} : { acting: grant.role }),
  }
}
