/**
 * What is served under the base, as data: the router obeys this list and the CapabilityStatement is derived from it.
 * https://hl7.org/fhir/R4/http.html#summary
 */
import type { Interaction } from '#fhir/interaction.ts'

export type Served =
  | Extract<
      Interaction,
      | 'read'
      | 'vread'
      | 'update'
      | 'delete'
      | 'history-instance'
      | 'create'
      | 'search-type'
      | 'transaction'
    >
  | 'search-compartment'
  | 'capabilities'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Route {
  readonly interaction: Served
  readonly method: Method
  /** `[type]`, `[id]`, `[vid]`, `[compartment]` stand for one segment, everything else for itself */
  readonly pattern: string
}

export const routes: readonly Route[] = [
  { interaction: 'capabilities', method: 'GET', pattern: 'metadata' },
  { interaction: 'read', method: 'GET', pattern: '[type]/[id]' },
  { interaction: 'vread', method: 'GET', pattern: '[type]/[id]/_history/[vid]' },
  { interaction: 'update', method: 'PUT', pattern: '[type]/[id]' },
  { interaction: 'delete', method: 'DELETE', pattern: '[type]/[id]' },
  { interaction: 'history-instance', method: 'GET', pattern: '[type]/[id]/_history' },
  { interaction: 'create', method: 'POST', pattern: '[type]' },
  { interaction: 'search-type', method: 'GET', pattern: '[type]' },
  { interaction: 'search-type', method: 'POST', pattern: '[type]/_search' },
  { interaction: 'search-compartment', method: 'GET', pattern: '[compartment]/[id]/[type]' },
  {
    interaction: 'search-compartment',
    method: 'POST',
    pattern: '[compartment]/[id]/[type]/_search',
  },
  { interaction: 'transaction', method: 'POST', pattern: '' },
]

/** Known to FHIR and not served: answered 404 `not-supported` by name, absent from the statement. */
export const unserved: readonly {
  readonly interaction: string
  readonly method: string
  readonly pattern: string
}[] = [
  { interaction: 'patch', method: 'PATCH', pattern: '[type]/[id]' },
  { interaction: 'conditional update', method: 'PUT', pattern: '[type]' },
  { interaction: 'conditional patch', method: 'PATCH', pattern: '[type]' },
  { interaction: 'conditional delete', method: 'DELETE', pattern: '[type]' },
  { interaction: 'history-type', method: 'GET', pattern: '[type]/_history' },
  { interaction: 'history-system', method: 'GET', pattern: '_history' },
  { interaction: 'search-system', method: 'GET', pattern: '' },
  { interaction: 'search-system', method: 'POST', pattern: '_search' },
]
