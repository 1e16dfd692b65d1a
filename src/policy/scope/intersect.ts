/**
 * What was asked and is registered, in the narrower form of the two: asked `patient/*.read` and registered for two
 * types gives those two.
 */
import { covers } from './covers.ts'
import { formatScope } from './format.ts'
import type { Permission, Scope } from './scope.ts'

export function intersect(asked: readonly Scope[], registered: readonly Scope[]): Scope[] {
  const both = asked.flatMap((one) => registered.flatMap((other) => meet(one, other) ?? []))
  const kept: Scope[] = []
  for (const scope of both) {
    if (kept.some((other) => covers(other, scope))) continue
    kept.splice(0, kept.length, ...kept.filter((other) => !covers(scope, other)), scope)
  }
  return kept
}

function meet(one: Scope, other: Scope): Scope | undefined {
  if (one.level !== other.level) return undefined
  if (one.type !== '*' && other.type !== '*' && one.type !== other.type) return undefined
  const permissions = new Set<Permission>(
    [...one.permissions].filter((permission) => other.permissions.has(permission)),
  )
  if (permissions.size === 0) return undefined
  if (covers(other, one)) return one
  const extra = other.parameters.filter(
    ([name, value]) => !one.parameters.some(([its, own]) => its === name && own === value),
  )
  const scope = {
    level: one.level,
    type: one.type === '*' ? other.type : one.type,
    permissions,
    parameters: [...one.parameters, ...extra],
  }
  return { ...scope, text: textOf(scope, one) }
}

/** Who asks in v1 is answered in v1, as long as the letters allow. */
function textOf(scope: Omit<Scope, 'text'>, asked: Scope): string {
  const [, word] = /\.(read|write|\*)$/.exec(asked.text) ?? []
  const same = scope.permissions.size === asked.permissions.size && scope.parameters.length === 0
  return word !== undefined && same ? `${scope.level}/${scope.type}.${word}` : formatScope(scope)
}
