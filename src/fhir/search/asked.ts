/** One parameter as it was asked, and what its parser may use. */
import { OutcomeError } from '../outcome.ts'
import type { SearchParameterDefinition } from './parameters.ts'
import type { Prefix, SearchClause } from './request.ts'

export interface Asked {
  /** the resource type that is searched */
  readonly type: string
  readonly definition: SearchParameterDefinition
  readonly modifier: string | undefined
  /** alternatives, still escaped, none of them empty */
  readonly values: readonly string[]
  readonly timeZone: string
  readonly base: string | undefined
  /** milliseconds since the epoch: what `ap` of a date is measured from */
  readonly now: number
}

/** Throws OutcomeError; the modifier `missing` has been served before. */
export type ParseClause = (asked: Asked) => SearchClause

/** 400 that names the parameter and what it takes, never the value. */
export function badValue({ definition: { code } }: Asked, rule: string): OutcomeError {
  return OutcomeError.invalid(`The search parameter ${code} takes ${rule}.`)
}

const prefix = /^(?:eq|ne|gt|lt|ge|le|sa|eb|ap)/

export function splitPrefix(value: string): readonly [Prefix, string] {
  const found = prefix.exec(value)?.[0]
  return found === undefined ? ['eq', value] : [found as Prefix, value.slice(2)]
}
