/** The state of one validation: where it stands, what it has found, which resource it is inside. */
import type { Issue, IssueCode } from '../outcome.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** More than a reader can use; the same limit as in an OperationOutcome. */
export const issueLimit = 100

/** Ends a validation that has found enough. */
export class EnoughFound extends Error {}

/** The resource that contains others, and which of them something has pointed at. */
export interface Container {
  /** Types of the contained resources by id. */
  readonly types: ReadonlyMap<string, string>
  readonly referred: Set<string>
}

export interface Walk {
  readonly errors: Issue[]
  readonly warnings: Issue[]
  /** The path to here: names and, where the element repeats, its index (else -1). */
  readonly names: string[]
  readonly indexes: number[]
  depth: number
  /** `%resource` */
  resource: JsonObject
  container: Container | undefined
  /** The id of the contained resource that the walk is inside. */
  inContained: string | undefined
  /** False: resources of a Bundle's entries are left to whoever works through them one by one. */
  readonly entries: boolean
}

export function openWalk(entries: boolean): Walk {
  return {
    errors: [],
    warnings: [],
    names: [],
    indexes: [],
    depth: 0,
    resource: {},
    container: undefined,
    inContained: undefined,
    entries,
  }
}

export function enter(walk: Walk, name: string, index: number): void {
  walk.names[walk.depth] = name
  walk.indexes[walk.depth] = index
  walk.depth++
}

export function leave(walk: Walk): void {
  walk.depth--
}

export function report(walk: Walk, code: IssueCode, diagnostics: string, member?: string): void {
  walk.errors.push({
    severity: 'error',
    code,
    diagnostics,
    expression: [expressionOf(walk, member)],
  })
  if (walk.errors.length >= issueLimit) throw new EnoughFound()
}

export function warn(walk: Walk, code: IssueCode, diagnostics: string, member?: string): void {
  if (walk.warnings.length < issueLimit)
    walk.warnings.push({
      severity: 'warning',
      code,
      diagnostics,
      expression: [expressionOf(walk, member)],
    })
}

function expressionOf(walk: Walk, member: string | undefined): string {
  let text = walk.names[0] ?? ''
  for (let at = 1; at < walk.depth; at++) {
    const index = walk.indexes[at] ?? -1
    text += `.${walk.names[at]}${index < 0 ? '' : `[${index}]`}`
  }
  return member === undefined ? text : `${text}.${member}`
}
