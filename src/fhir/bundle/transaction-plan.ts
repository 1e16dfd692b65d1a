/**
 * A transaction Bundle as a list of acts in the order in which they are done.
 * https://hl7.org/fhir/R4/http.html#trules
 */
import type { TypeInteraction } from '../interaction.ts'

export interface TransactionPlan {
  /** DELETE, POST, PUT, GET and HEAD; inside each as the Bundle has them */
  readonly entries: readonly PlannedEntry[]
  /** what a reference may say to mean an entry (its fullUrl, or `Type/id` below it) → the entry's index in the Bundle */
  readonly targets: ReadonlyMap<string, number>
  /** `Practitioner?identifier=…` and the like, each once */
  readonly conditionals: readonly ConditionalReference[]
}

export interface PlannedEntry {
  /** place in the Bundle, and in the answer */
  readonly index: number
  readonly method: 'DELETE' | 'POST' | 'PUT' | 'GET' | 'HEAD'
  readonly interaction: TypeInteraction
  readonly type: string
  readonly id?: string
  /** of a vread */
  readonly vid?: string
  /** of a search or a history, as it was sent, without `?` */
  readonly query?: string
  readonly fullUrl?: string
  readonly resource?: Readonly<Record<string, unknown>>
  /** as it was sent */
  readonly ifNoneExist?: string
  /** acceptable version ids; `*` accepts any */
  readonly ifMatch?: readonly string[]
  /** index of an earlier create with the same criterion: both mean the one resource that it makes or finds */
  readonly sameAs?: number
  /** request.url, as it was sent */
  readonly url: string
}

export interface ConditionalReference {
  /** as it stands in Reference.reference: the key to rewrite */
  readonly reference: string
  readonly type: string
  readonly query: string
  /** FHIRPath of its first place */
  readonly expression: string
}
