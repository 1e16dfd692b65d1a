/** Writes a scope in SMART v2. */
import { allPermissions } from './permission-letters.ts'
import type { Scope } from './scope.ts'

export function formatScope(scope: Omit<Scope, 'text'>): string {
  const letters = allPermissions.filter((letter) => scope.permissions.has(letter)).join('')
  const query = scope.parameters
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return `${scope.level}/${scope.type}.${letters}${query === '' ? '' : `?${query}`}`
}
