/**
 * Which permissions an interaction needs.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources
 */
import type { Interaction } from '#fhir/interaction.ts'
import type { Permission } from './scope.ts'

/** Conditional interactions read before they write; `include` is a type that comes along with a search. */
export type ScopedInteraction =
  | Interaction
  | 'conditional-create'
  | 'conditional-update'
  | 'conditional-delete'
  | 'include'

export const allPermissions: readonly Permission[] = ['c', 'r', 'u', 'd', 's']

/** Each group needs one of its letters; a whole system interaction needs none: its entries are judged one by one. */
export function permissionLetters(
  interaction: ScopedInteraction,
): readonly (readonly Permission[])[] {
  switch (interaction) {
    case 'read':
    case 'vread':
    case 'history-instance':
      return [['r']]
    case 'search-type':
    case 'search-system':
    case 'history-type':
    case 'history-system':
      return [['s']]
    case 'include':
      return [['r', 's']]
    case 'create':
      return [['c']]
    case 'update':
    case 'patch':
      return [['u']]
    case 'delete':
      return [['d']]
    case 'conditional-create':
      return [['c'], ['s']]
    case 'conditional-update':
      return [['u'], ['c'], ['s']]
    case 'conditional-delete':
      return [['d'], ['s']]
    case 'transaction':
    case 'batch':
      return []
  }
}
