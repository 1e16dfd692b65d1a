/**
 * The grants that the command line mints tokens for, until the authorization server lands: pure construction.
 */
import { OutcomeError } from '#fhir/outcome.ts'
import { intersect } from '#policy/scope/intersect.ts'
import { parseScope, parseScopes } from '#policy/scope/parse.ts'
import type { Scope, ScopeLevel } from '#policy/scope/scope.ts'
import type { LiveClient, LiveGrant } from './live-grant.ts'

/** Somebody of the registry, or whom a patient wrote; who that is the composition root has read. */
export type Person =
  | { readonly kind: 'patient'; readonly who: string }
  | { readonly kind: 'representative'; readonly who: string; readonly patient: string }
  | {
      readonly kind: 'practitioner'
      readonly who: string
      readonly role?: string
      readonly organization?: string
    }

export interface GrantInput {
  /** random */
  readonly id: string
  /** milliseconds since the Unix epoch */
  readonly now: number
  /** at most 120; 60 without */
  readonly minutes?: number
  /** as asked, separated by blanks; without it all that is allowed */
  readonly scope?: string
  readonly isType: (name: string) => boolean
}

const maxMinutes = 120
/** What the portal asks for a signed-in person: the account's own rights. */
const ownRights = 'user/*.cruds'
const purposes = { patient: 'PATRQT', representative: 'FAMRQT', practitioner: 'TREAT' } as const

/** A backend acting without a user, within its registration. */
export function grantForClient(client: LiveClient, input: GrantInput): LiveGrant {
  if (client.disabled) throw OutcomeError.businessRule('This client is disabled.')
  return {
    ...lifetime(input),
    kind: 'client',
    who: client.device,
    organization: client.organization,
    client: client._id,
    scopes: clientScopes(client, input),
    purpose: client.purpose,
    ceiling: 'R',
  }
}

/** The person's own session, as if signed in to the portal with a second factor. */
export function grantForPerson(person: Person, input: GrantInput): LiveGrant {
  const patient =
    person.kind === 'patient'
      ? person.who
      : person.kind === 'representative'
        ? person.patient
        : undefined
  const { expiresAt, ...rest } = lifetime(input)
  return {
    ...rest,
    expiresAt,
    kind: person.kind,
    who: person.who,
    ...(patient === undefined ? {} : { patient }),
    ...(person.kind === 'practitioner' && person.role !== undefined ? { role: person.role } : {}),
    ...(person.kind === 'practitioner' && person.organization !== undefined
      ? { organization: person.organization }
      : {}),
    scopes:
      input.scope === undefined
        ? [ownRights]
        : texts(asked(input.scope, input, ['patient', 'user'])),
    purpose: purposes[person.kind],
    ceiling: 'V',
    // Whoever can mint holds the store itself: the session counts as freshly stepped up as long as it lives.
    steppedUpAt: expiresAt,
  }
}

/** Asked and registered, in the narrower form; nothing left is a refusal, not an empty token. */
function clientScopes(client: LiveClient, input: GrantInput): string[] {
  const registered = parseScopes(client.scopes.join(' '), input.isType)
  if (input.scope === undefined) return texts(registered)
  const both = intersect(asked(input.scope, input, ['system']), registered)
  if (both.length === 0)
    throw OutcomeError.invalid('The client is registered for none of these scopes.')
  return texts(both)
}

/** Every word must be a scope of a level that this kind of token may carry. */
function asked(scope: string, input: GrantInput, levels: readonly ScopeLevel[]): Scope[] {
  const words = scope.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) throw OutcomeError.invalid('No scope is given.')
  return words.map((word) => {
    const parsed = parseScope(word, input.isType)
    if (parsed === undefined) throw OutcomeError.invalid(`This is not a scope: ${word}`)
    if (!levels.includes(parsed.level))
      throw OutcomeError.invalid(`A token of this kind carries no ${parsed.level}/ scope.`)
    return parsed
  })
}

function texts(scopes: readonly Scope[]): string[] {
  return scopes.map((scope) => scope.text)
}

function lifetime(input: GrantInput) {
  const minutes = input.minutes ?? 60
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > maxMinutes)
    throw OutcomeError.invalid(`A token lives for 1 to ${maxMinutes} minutes.`)
  return {
    _id: input.id,
    createdAt: input.now,
    expiresAt: input.now + minutes * 60_000,
    ended: false,
  }
}
