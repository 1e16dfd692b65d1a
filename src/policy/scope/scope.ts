/**
 * One SMART scope for clinical data, v1 and v2 alike.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources
 */

export type ScopeLevel = 'patient' | 'user' | 'system'
export type Permission = 'c' | 'r' | 'u' | 'd' | 's'

export interface Scope {
  readonly level: ScopeLevel
  /** a resource type, or `*` */
  readonly type: string
  readonly permissions: ReadonlySet<Permission>
  /** granular parameters (v2), name and value; empty for none */
  readonly parameters: readonly (readonly [string, string])[]
  /** as it was written */
  readonly text: string
}
