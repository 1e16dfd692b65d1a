/**
 * A parsed search: what was asked, as values. One parser serves search, conditional interactions, scopes and consent.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Tick } from '../tick.ts'

export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap'

/** Values of one parameter are alternatives (OR); clauses are all required (AND). */
export type SearchClause =
  | { readonly kind: 'id'; readonly ids: readonly string[] }
  | { readonly kind: 'last-updated'; readonly ranges: readonly DateValue[] }
  | {
      readonly kind: 'missing'
      readonly param: string
      readonly array: EntryArray
      readonly missing: boolean
    }
  | {
      readonly kind: 'token'
      readonly param: string
      readonly not: boolean
      readonly values: readonly TokenValue[]
    }
  | {
      readonly kind: 'reference'
      readonly param: string
      readonly values: readonly ReferenceValue[]
    }
  /** one of the reference parameters names the owner of the compartment; `_id` = the owner itself */
  | { readonly kind: 'compartment'; readonly params: readonly string[]; readonly owner: string }
  | {
      readonly kind: 'string'
      readonly param: string
      readonly match: 'starts' | 'exact' | 'contains'
      /** folded text; for `exact` the original too */
      readonly values: readonly { readonly folded: string; readonly original: string }[]
    }
  | { readonly kind: 'date'; readonly param: string; readonly values: readonly DateValue[] }
  | { readonly kind: 'number'; readonly param: string; readonly values: readonly NumberValue[] }
  /** `below`: what begins with a value; `exact` and `above`: what equals one (`above` lists all that begin it) */
  | {
      readonly kind: 'uri'
      readonly param: string
      readonly match: 'exact' | 'below' | 'above'
      readonly values: readonly string[]
    }

export type EntryArray = 'tok' | 'ref' | 'str' | 'dat' | 'num'

/** A token entry after `param¦`: exact, or `system¦` as prefix (any code of that system). */
export interface TokenValue {
  readonly entry: string
  readonly match: 'equal' | 'prefix'
}

/** The entries after `param¦` that satisfy one value (a bare id stands for several types). */
export interface ReferenceValue {
  readonly entries: readonly string[]
  /** `prefix`: what begins with one of the entries (`:identifier=system|`); equality without it */
  readonly match?: 'prefix'
}

/** The search range is closed: [lo, hi]. */
export interface DateValue {
  readonly prefix: Prefix
  readonly lo: Tick
  readonly hi: Tick
}

/** `p` = parameter with the unit part; the search range is half-open [lo, hi), `at` the exact value. */
export interface NumberValue {
  readonly prefix: Prefix
  readonly p: string
  /** `prefix`: any `p` that begins with it, and holds `within` behind it if given (`5||mg`, `5|system`); equality without it */
  readonly match?: 'prefix'
  readonly within?: string
  readonly at: number
  readonly lo: number
  readonly hi: number
}

export interface SortKey {
  readonly param: string
  readonly descending: boolean
}

export interface SearchRequest {
  readonly type: string
  readonly clauses: readonly SearchClause[]
  /** rows per page; 0 stands for `_summary=count` */
  readonly count: number
  readonly sort: readonly SortKey[]
  readonly total: 'none' | 'estimate' | 'accurate' | undefined
  /** what was applied, for the self link, in order */
  readonly applied: readonly (readonly [string, string])[]
  /** names of the parameters that `lenient` dropped, in order */
  readonly ignored?: readonly string[]
}
