/** Members that a transaction has; any other is refused, since passing over it would change what was asked. */
import { error, type Issue } from '../outcome.ts'

const ofElement = ['id', 'extension']
const primitives: readonly string[] = [
  ...['id', 'language', 'type', 'timestamp', 'fullUrl', 'method', 'url'],
  ...['ifNoneMatch', 'ifModifiedSince', 'ifMatch', 'ifNoneExist'],
]

export const membersOf = {
  Bundle: new Set([
    'resourceType',
    'id',
    'meta',
    'language',
    'identifier',
    'type',
    'timestamp',
    'link',
    'entry',
    'signature',
  ]),
  entry: new Set([...ofElement, 'link', 'fullUrl', 'resource', 'request']),
  request: new Set([
    ...ofElement,
    ...['method', 'url', 'ifNoneMatch', 'ifModifiedSince', 'ifMatch', 'ifNoneExist'],
  ]),
} as const

export function strangers(
  value: Readonly<Record<string, unknown>>,
  kind: keyof typeof membersOf,
  place: string,
): Issue[] {
  return Object.keys(value)
    .filter((name) => !isMember(name, membersOf[kind]))
    .map((name) =>
      error('structure', 'This element is not taken in a transaction.', `${place}.${shown(name)}`),
    )
}

function isMember(name: string, allowed: ReadonlySet<string>): boolean {
  const plain = name.startsWith('_') ? name.slice(1) : name
  return allowed.has(plain) && (plain === name || primitives.includes(plain))
}

/** A member's name may be anything that somebody typed: only what could be an element is repeated. */
function shown(name: string): string {
  return /^_?[A-Za-z][A-Za-z0-9]{0,63}$/.test(name) ? name : '?'
}
