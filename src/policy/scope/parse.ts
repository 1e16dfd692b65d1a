/**
 * Reads scopes, v1 and v2 side by side. What is not understood is dropped: an unknown word grants nothing.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
import { allPermissions } from './permission-letters.ts'
import type { Permission, Scope, ScopeLevel } from './scope.ts'

const most = { scopes: 100, characters: 512, together: 4096 }
const uriPrefix = 'http://smarthealthit.org/fhir/scopes/'
const shape = /^(patient|user|system)\/([A-Za-z]{1,60}|\*)\.([a-z*]{1,5})(?:\?(.+))?$/
const versionOne: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }
/** Granular parameters that are served, on which one parser answers everywhere. */
export const granularParameters: readonly string[] = ['category', 'code', 'status', 'type']

/** @param knows whether a word is a resource type of this server */
export function parseScopes(text: string, knows: (type: string) => boolean): Scope[] {
  if (text.length > most.together) return []
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (words.length > most.scopes) return []
  const scopes = new Map<string, Scope>()
  for (const word of words) {
    const scope = parseScope(word, knows)
    if (scope !== undefined) scopes.set(scope.text, scope)
  }
  return [...scopes.values()]
}

export function parseScope(word: string, knows: (type: string) => boolean): Scope | undefined {
  if (word.length > most.characters) return undefined
  const text = word.startsWith(uriPrefix) ? word.slice(uriPrefix.length) : word
  const [, level, type, letters, query] = shape.exec(text) ?? []
  if (level === undefined || type === undefined || letters === undefined) return undefined
  if (type !== '*' && !knows(type)) return undefined
  const old = Object.hasOwn(versionOne, letters) ? versionOne[letters] : undefined
  const permissions = inOrder(old ?? letters)
  const parameters = query === undefined ? [] : parseParameters(query)
  if (permissions === undefined || parameters === undefined) return undefined
  if (query !== undefined && (old !== undefined || type === '*')) return undefined
  return { level: level as ScopeLevel, type, permissions, parameters, text: word }
}

function inOrder(letters: string): ReadonlySet<Permission> | undefined {
  const found = new Set<Permission>()
  let next = 0
  for (const letter of letters) {
    const place = allPermissions.indexOf(letter as Permission, next)
    if (place === -1) return undefined
    found.add(letter as Permission)
    next = place + 1
  }
  return found.size === 0 ? undefined : found
}

function parseParameters(query: string): (readonly [string, string])[] | undefined {
  const parameters: (readonly [string, string])[] = []
  for (const part of query.split('&')) {
    const at = part.indexOf('=')
    const name = at === -1 ? part : part.slice(0, at)
    const value = decoded(at === -1 ? '' : part.slice(at + 1))
    if (value === undefined || value === '' || !granularParameters.includes(name)) return undefined
    parameters.push([name, value])
  }
  return parameters
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
