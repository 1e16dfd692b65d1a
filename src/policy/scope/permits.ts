/** Which of the token's scopes let an interaction with a type through; none is a refusal. */
import { permissionLetters, type ScopedInteraction } from './permission-letters.ts'
import type { Scope } from './scope.ts'

export interface ScopeAsker {
  readonly scopes: readonly Scope[]
  /** the patient of the token; `patient/` scopes grant nothing without one */
  readonly patient?: string
}

/**
 * An interaction that needs several permissions may find them in several scopes. The scopes are a union: a row must
 * satisfy the parameters of one of those that are answered, and one without parameters asks nothing of it.
 */
export function scopePermits(
  asker: ScopeAsker,
  interaction: ScopedInteraction,
  type: string,
): readonly Scope[] {
  const usable = asker.scopes.filter(
    (scope) =>
      (scope.type === '*' || scope.type === type) &&
      (scope.level !== 'patient' || asker.patient !== undefined),
  )
  const groups = permissionLetters(interaction)
  const found = groups.map((letters) =>
    usable.filter((scope) => letters.some((letter) => scope.permissions.has(letter))),
  )
  if (found.length === 0 || found.some((scopes) => scopes.length === 0)) return []
  // where more than one permission is needed, the narrowest group limits the rows
  return found.reduce((narrow, scopes) => (isNarrower(scopes, narrow) ? scopes : narrow))
}

/** True if only `patient/` scopes answered: the request stays in her compartment (R1). */
export function staysWithPatient(scopes: readonly Scope[]): boolean {
  return scopes.length > 0 && scopes.every((scope) => scope.level === 'patient')
}

function isNarrower(scopes: readonly Scope[], than: readonly Scope[]): boolean {
  const free = (list: readonly Scope[]) => list.some((scope) => scope.parameters.length === 0)
  return free(than) && !free(scopes)
}
