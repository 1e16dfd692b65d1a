/** Which route a method and path ask for; a refusal says whether the path, the type or the method is unknown. */
import { isCompartment } from '#fhir/compartment.ts'
import { isResourceType } from '#fhir/definitions/resource-types.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { isId } from '#fhir/reference.ts'
import { type Route, routes, unserved } from './routes.ts'

export type Match =
  | {
      readonly route: Route
      /** per segment what it names, `type` for `[type]`; empty for a fixed word */
      readonly names: readonly string[]
    }
  /** the path is known, for these methods */
  | { readonly allow: readonly string[] }

interface Compiled<T> {
  readonly of: T
  readonly parts: readonly string[]
  readonly names: readonly string[]
}

const byLength = new Map<number, Compiled<Route>[]>()
for (const route of routes) {
  const compiled = compile(route)
  const others = byLength.get(compiled.parts.length) ?? []
  byLength.set(compiled.parts.length, [...others, compiled])
}
const notYet = unserved.map(compile)

function compile<T extends { readonly pattern: string }>(of: T): Compiled<T> {
  const parts = of.pattern === '' ? [] : of.pattern.split('/')
  return { of, parts, names: parts.map((part) => /^\[(.*)\]$/.exec(part)?.[1] ?? '') }
}

/** HEAD is GET without body. Throws 404 where nothing of that shape is served. */
export function matchRoute(method: string, segments: readonly string[]): Match {
  const wanted = method === 'HEAD' ? 'GET' : method
  const candidates = byLength.get(segments.length) ?? []
  for (const { of, parts, names } of candidates)
    if (of.method === wanted && fits(parts, segments)) return { route: of, names }
  const missing = notYet.find(({ of, parts }) => of.method === wanted && fits(parts, segments))
  if (missing) throw notServed(`The interaction ${missing.of.interaction} is not served here.`)
  const allow = candidates.filter(({ parts }) => fits(parts, segments)).map(({ of }) => of.method)
  if (allow.length > 0) return { allow: withHead(allow) }
  throw unknown(segments)
}

function fits(parts: readonly string[], segments: readonly string[]): boolean {
  if (parts.length !== segments.length) return false
  for (let at = 0; at < parts.length; at++)
    if (!fitsSegment(parts[at] ?? '', segments[at] ?? '')) return false
  return true
}

function fitsSegment(part: string, segment: string): boolean {
  switch (part) {
    case '[type]':
      return isResourceType(segment)
    case '[compartment]':
      return isCompartment(segment)
    case '[id]':
    case '[vid]':
      return !segment.startsWith('_') && !segment.startsWith('$')
    default:
      return part === segment
  }
}

function withHead(methods: readonly string[]): readonly string[] {
  return methods.includes('GET') ? [...methods, 'HEAD', 'OPTIONS'] : [...methods, 'OPTIONS']
}

function unknown(segments: readonly string[]): OutcomeError {
  const operation = segments.find((segment) => segment.startsWith('$'))
  if (operation !== undefined && isId(operation.slice(1)))
    return notServed(`The operation ${operation} is not served here.`)
  const type = segments[0] ?? ''
  if (/^[A-Za-z]{1,64}$/.test(type) && !isResourceType(type))
    return notServed(`${type} is not a resource type of FHIR R4.`)
  return notServed('Nothing is served under this path.')
}

function notServed(diagnostics: string): OutcomeError {
  return OutcomeError.notSupported(diagnostics, 404)
}
