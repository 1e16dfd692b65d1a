/**
 * Who asks: signature first, then liveness of the grant on every request, so that what was ended is ended at once.
 * https://www.rfc-editor.org/rfc/rfc6750#section-2.1, smart.md 5
 */
import { createPublicKey } from 'node:crypto'
import { OutcomeError } from '#fhir/outcome.ts'
import type { Principal } from '#policy/principal.ts'
import { parseScopes } from '#policy/scope/parse.ts'
import type { Scope } from '#policy/scope/scope.ts'
import type { AccessClaims } from './claims.ts'
import type { LiveClient, LiveGrant } from './live-grant.ts'
import { principalOf } from './principal-of.ts'
import { VerifiedTokens } from './verified-tokens.ts'
import { verifyToken } from './verify-token.ts'

export interface AuthenticatorPorts {
  /** ISSUER and FHIR base, without trailing slash */
  readonly issuer: string
  readonly audience: string
  /** kid → RSA public key, PEM */
  readonly keys: ReadonlyMap<string, string>
  /** milliseconds since the Unix epoch */
  readonly clock: () => number
  readonly grant: (id: string) => Promise<LiveGrant | undefined>
  readonly client: (id: string) => Promise<LiveClient | undefined>
  readonly isType: (name: string) => boolean
}

export type Authenticate = (header: string | undefined) => Promise<Principal>

interface Known extends AccessClaims {
  readonly scopes: readonly Scope[]
}

/** The Authorization header as it came; one OutcomeError `login` for every cause. */
export function authenticator(ports: AuthenticatorPorts): Authenticate {
  const keys = new Map([...ports.keys].map(([kid, pem]) => [kid, createPublicKey(pem)]))
  const verified = new VerifiedTokens<Known>()
  const verify = (token: string, now: number): Known | undefined => {
    const claims = verifyToken(token, now, { issuer: ports.issuer, audience: ports.audience, keys })
    return claims === undefined
      ? undefined
      : { ...claims, scopes: parseScopes(claims.scope, ports.isType) }
  }
  return async (header) => {
    const token = /^Bearer ([^\s,]+)$/i.exec(header ?? '')?.[1]
    const now = ports.clock()
    const claims =
      token === undefined ? undefined : verified.of(token, now, () => verify(token, now))
    if (claims === undefined) throw OutcomeError.login()
    const grant = await ports.grant(claims.grant_id)
    if (grant === undefined) throw OutcomeError.login()
    const client = grant.client === undefined ? undefined : await ports.client(grant.client)
    const principal = principalOf(claims, claims.scopes, grant, client, now)
    if (principal === undefined) throw OutcomeError.login()
    return principal
  }
}
