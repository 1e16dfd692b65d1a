/**
 * What a need declares to the hearth: rules for types it cares about. `record` runs them between consent and store;
 * a service never sees the store, and entries it adds are judged as the server's own acts (R0).
 */
import type { Resource } from '@medplum/fhirtypes'
import type { Principal } from '#policy/principal.ts'

export interface ServiceDeclaration {
  /** the need, say `messaging`: the name under which its own acts are witnessed */
  readonly name: string
  readonly rules: readonly Rule[]
}

export interface Rule {
  readonly type: string
  readonly on: readonly ('create' | 'update' | 'delete')[]
  judge(input: RuleInput): Promise<RuleAnswer>
  /** what the loser of a race is told beyond "it has changed": references and times, no names */
  conflict?(current: Resource): string | undefined
}

export interface RuleInput {
  readonly act: 'create' | 'update' | 'delete'
  /** `Type/id` of the item, fixed before the rule runs */
  readonly ref: string
  readonly before?: Resource
  readonly after?: Resource
  readonly principal: Principal
  /** actor closure of the writer (R7) */
  readonly actors: ReadonlySet<string>
  /** instant of the act, ISO, UTC */
  readonly now: string
  newId(): string
  /** the next number of a named counter; gaps are possible, repeats are not */
  nextNumber(counter: string): Promise<number>
  /** as the service itself: registry rows, and rows of the types its rules name */
  find(type: string, query: readonly (readonly [string, string])[]): Promise<Resource[]>
  read(ref: string): Promise<Resource | undefined>
  /** whether the writer may access it: hidden and absent are the same */
  sees(ref: string): Promise<boolean>
  /** whether the writer may see it and pass it on to somebody else (R9 disclose) */
  passesOn(ref: string): Promise<boolean>
}

export interface RuleAnswer {
  /** the item as it is to be stored; absent: as it came */
  readonly after?: Resource
  /** who may read it by its nature (R19f) */
  readonly audience?: readonly string[]
  /** entries of the same transaction */
  readonly also?: readonly AddedEntry[]
  /** the same act was done before: its item is the answer, nothing is written */
  readonly repeats?: string
  /** spent in the same transaction: of two acts with it at once, the second is answered with the first's item */
  readonly claim?: string
}

export interface AddedEntry {
  readonly act: 'create' | 'update'
  readonly ref: string
  readonly resource: Resource
  /** absent: the writer of the act */
  readonly recorder?: string
  readonly audience?: readonly string[]
}
