/**
 * What an access token says. https://www.rfc-editor.org/rfc/rfc9068#section-2.2,
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */

export interface AccessClaims {
  readonly iss: string
  readonly aud: string
  readonly sub: string
  readonly client_id: string
  readonly scope: string
  readonly jti: string
  /** seconds since the Unix epoch, like `exp` */
  readonly iat: number
  readonly exp: number
  readonly grant_id: string
  /** exactly one v3-ActReason code */
  readonly purpose: string
  /** bare id of the patient whose record it is about */
  readonly patient?: string
  /** absolute URL of the person who asks */
  readonly fhirUser?: string
  /** `PractitionerRole/…` */
  readonly acting?: string
}

/** client_id of tokens that the command line mints for people: no app stands between. */
export const ownSession = 'own-session'

const texts = ['iss', 'aud', 'sub', 'client_id', 'scope', 'jti', 'grant_id', 'purpose'] as const
const optionalTexts = ['patient', 'fhirUser', 'acting'] as const
const moments = ['iat', 'exp'] as const

/** All required claims are there and of their type; `purpose` is one code, never a list. */
export function isAccessClaims(claims: unknown): claims is AccessClaims {
  if (typeof claims !== 'object' || claims === null) return false
  const said = claims as Readonly<Record<string, unknown>>
  return (
    texts.every((name) => typeof said[name] === 'string' && said[name] !== '') &&
    moments.every((name) => Number.isSafeInteger(said[name])) &&
    optionalTexts.every((name) => said[name] === undefined || typeof said[name] === 'string') &&
    /^[A-Z]+$/.test(said.purpose as string)
  )
}
