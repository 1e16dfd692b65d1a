/** The scope that a refusal names in its WWW-Authenticate header. https://www.rfc-editor.org/rfc/rfc6750#section-3 */
import { allPermissions, permissionLetters, type ScopedInteraction } from './permission-letters.ts'
import type { ScopeLevel } from './scope.ts'

export function scopeNeeded(
  interaction: ScopedInteraction,
  type: string,
  level: ScopeLevel = 'user',
): string {
  const letters = new Set(permissionLetters(interaction).map(([first]) => first))
  const ordered = allPermissions.filter((letter) => letters.has(letter)).join('')
  return `${level}/${type}.${ordered === '' ? 'cruds' : ordered}`
}
