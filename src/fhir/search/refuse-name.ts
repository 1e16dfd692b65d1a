/** Why a parameter's name cannot be served: unknown, with near names, or known and not served. */
import { OutcomeError } from '../outcome.ts'
import { nearNames } from './near-names.ts'
import { isServed, searchParameter, searchParametersOf } from './parameters.ts'
import { resultParameters } from './result-parameters.ts'

export interface Refusal {
  readonly error: OutcomeError
  /** in lenient mode too */
  readonly stands: boolean
}

/** Parameters of the standard that are not served. https://hl7.org/fhir/R4/search.html#summary */
const notServed = new Set([
  '_include',
  '_revinclude',
  '_elements',
  '_filter',
  '_text',
  '_content',
  '_list',
  '_query',
  '_has',
  '_type',
  '_containedType',
])

/** Undefined if the name can be served; its modifier is judged later. */
export function refuseName(type: string, name: string): Refusal | undefined {
  const [stem = '', ...modifiers] = name.split(':')
  if (notServed.has(stem)) return later(`The parameter ${stem} is not supported.`)
  if (stem === '_sort' && modifiers.length > 0)
    return {
      error: OutcomeError.invalid('_sort takes no modifier: descending order is _sort=-parameter.'),
      stands: true,
    }
  const [base = ''] = stem.split('.')
  const definition = searchParameter(type, base)
  if (definition !== undefined) {
    if (name.includes('.')) {
      if (definition.type === 'reference')
        return later(`Chained search (${base}.…) is not supported.`)
    } else if (!isServed(definition))
      return later(`The parameter ${base} (${definition.type}) is not supported.`)
    else if (modifiers.length <= 1) return undefined
  }
  return { error: OutcomeError.invalid(unknown(type, name, stem)), stands: false }
}

function later(diagnostics: string): Refusal {
  return { error: OutcomeError.notSupported(diagnostics), stands: false }
}

function unknown(type: string, name: string, stem: string): string {
  // names come from strangers: only what looks like one is said back
  const shown = /^[A-Za-z_][\w\-:.[\]$]{0,60}$/.test(name) ? ` ${name}` : ''
  const near = nearNames(stem.slice(0, 60), [
    ...searchParametersOf(type).map(({ code }) => code),
    ...resultParameters,
  ])
  const hint = near.length === 0 ? '' : ` Near names: ${near.join(', ')}.`
  return `${type} has no search parameter${shown}.${hint}`
}
