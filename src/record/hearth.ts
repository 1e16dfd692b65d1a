/**
 * What the hearth is made of, and what one opening of it fixes: the moment, the law and the actors.
 */
import type { Tick } from '#fhir/tick.ts'
import type { Principal } from '#policy/principal.ts'
import type { Storage } from '#storage/storage.ts'
import type { Closure, Closures } from './actors.ts'
import type { ServiceDeclaration } from './declaration.ts'
import type { DirectivesCache } from './directives.ts'
import type { Preparer } from './prepare-pool.ts'

export interface Hearth {
  readonly storage: Storage
  /** milliseconds since the Unix epoch */
  readonly clock: () => number
  /** a random id of FHIR's alphabet */
  readonly newId: () => string
  /** absolute FHIR base, without trailing slash: references below it are our own */
  readonly base: string
  readonly timeZone: string
  readonly services: readonly ServiceDeclaration[]
  readonly closures: Closures
  readonly directives: DirectivesCache
  readonly preparer: Preparer
  /** told after each commit, so that reactions run; never awaited by an answer */
  readonly committed: (changes: readonly Change[]) => void
  /** query and law disagree in this request: an incident */
  readonly alarm: (request: string) => void
}

export interface Change {
  readonly ref: string
  readonly vid: string
  readonly act: 'create' | 'update' | 'delete'
}

export interface Session {
  readonly hearth: Hearth
  readonly principal: Principal
  readonly closure: Closure
  readonly request: string
  readonly now: number
  readonly nowTick: Tick
  /** epochs that what is being answered rests on: read again just before it leaves */
  readonly rests: Map<string, number>
  /** what was worked out under this opening's law, by name: the same question has the same answer */
  readonly memory: Map<string, Promise<unknown>>
  /** the same caller under the law of this moment */
  readonly reopen: () => Promise<Session>
}
