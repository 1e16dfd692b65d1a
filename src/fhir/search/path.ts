/**
 * Expressions of search parameters, compiled to closures typed by the element table: the part of FHIRPath that R4's
 * parameters use, and nothing more. https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression
 */
import { choiceName } from '../definitions/member.ts'
import type { ElementRow } from '../definitions/type-row.ts'
import { elementOf, typeTable } from '../definitions/type-table.ts'
import { parsePath, type Step } from './path-steps.ts'
import { type Ground, resolvedType } from './resolved-type.ts'

export interface Leaf {
  readonly type: string
  /** the element that holds it; a resource itself has none */
  readonly row: ElementRow | undefined
}

export type Visit<G extends Ground> = (value: unknown, ground: G) => void
/** Undefined: values of this type are of no use, the walk need not go there. */
export type End<G extends Ground> = (leaf: Leaf) => Visit<G> | undefined

type Members = Readonly<Record<string, unknown>>

/**
 * One closure over a value of `type`; undefined if no arm leads to a leaf of use.
 * @param resourceType what `%resource` is, inside elements
 */
export function compilePath<G extends Ground>(
  expression: string,
  type: string,
  end: End<G>,
  resourceType = type,
): Visit<G> | undefined {
  return together(
    parsePath(expression).map((arm) => {
      const start = { type: arm.fromResource ? resourceType : type, row: undefined }
      const walk = compile(arm.steps, 0, start, end)
      if (!arm.fromResource || walk === undefined) return walk
      const rooted: Visit<G> = (_, ground) => walk(ground.resource, ground)
      return rooted
    }),
  )
}

function compile<G extends Ground>(
  steps: readonly Step[],
  at: number,
  leaf: Leaf,
  end: End<G>,
): Visit<G> | undefined {
  const step = steps[at]
  if (step === undefined) return end(leaf)
  switch (step.is) {
    case 'member':
      return member(steps, at, step, leaf.type, end)
    case 'equal': {
      const next = compile(steps, at + 1, leaf, end)
      if (next === undefined) return undefined
      return (value, ground) => {
        if ((value as Members)[step.name] === step.value) next(value, ground)
      }
    }
    case 'resolves': {
      const next = compile(steps, at + 1, leaf, end)
      if (next === undefined) return undefined
      return (value, ground) => {
        if (resolvedType(value, ground) === step.type) next(value, ground)
      }
    }
    case 'ofType':
      return isA(leaf.type, step.type) ? compile(steps, at + 1, leaf, end) : undefined
    case 'isTrue': {
      // Patient.deceased: there, and not false
      const next = end({ type: 'boolean', row: undefined })
      if (next === undefined) return undefined
      return (value, ground) => {
        const { deceasedBoolean, deceasedDateTime } = value as Members
        next(deceasedDateTime !== undefined || deceasedBoolean === true, ground)
      }
    }
  }
}

function member<G extends Ground>(
  steps: readonly Step[],
  at: number,
  step: Extract<Step, { is: 'member' }>,
  type: string,
  end: End<G>,
): Visit<G> | undefined {
  const row = elementOf(type, step.name)
  if (row === undefined) throw new Error(`${type} has no element ${step.name}`)
  const next = steps[at + 1]
  if (row.choice !== true) {
    const [held] = row.types
    if (held === undefined) throw new Error(`${type}.${step.name} has no type`)
    const walk = compile(steps, at + 1, { type: held, row }, end)
    return walk && into(step.name, step.first, walk)
  }
  return together(
    row.types
      .filter((held) => next?.is !== 'ofType' || isA(held, next.type))
      .map((held) => {
        const walk = compile(steps, at + 1, { type: held, row }, end)
        return walk && into(choiceName(step.name, held), step.first, walk)
      }),
  )
}

/** A canonical is a uri, an Age is a Quantity. */
function isA(type: string | undefined, wanted: string): boolean {
  return type !== undefined && (type === wanted || isA(typeTable(type)?.base, wanted))
}

function into<G extends Ground>(name: string, first: boolean, next: Visit<G>): Visit<G> {
  return (value, ground) => {
    const held = (value as Members)[name]
    if (held === undefined) return
    if (!Array.isArray(held)) next(held, ground)
    else if (first) next(held[0], ground)
    // null stands where a primitive has extensions alone
    else for (const one of held) if (one !== null) next(one, ground)
  }
}

function together<G extends Ground>(
  walks: readonly (Visit<G> | undefined)[],
): Visit<G> | undefined {
  const used = walks.filter((walk) => walk !== undefined)
  const [only] = used
  if (used.length <= 1) return only
  return (value, ground) => {
    for (const walk of used) walk(value, ground)
  }
}
