/** Whether one scope gives everything that another one gives. */
import type { Scope } from './scope.ts'

/** Levels do not contain each other: they mean different askers. */
export function covers(wide: Scope, narrow: Scope): boolean {
  return (
    wide.level === narrow.level &&
    (wide.type === '*' || wide.type === narrow.type) &&
    [...narrow.permissions].every((permission) => wide.permissions.has(permission)) &&
    wide.parameters.every(([name, value]) =>
      narrow.parameters.some(([other, its]) => other === name && its === value),
    )
  )
}
