/** What of a provision depends on the request alone: purpose, action, period (R6, R8, R9, R12). */
import type { Context } from '../context.ts'
import type { Action } from '../decision.ts'
import { deniesPurpose, permitsPurpose } from './purpose.ts'
import type { Provision } from './rule.ts'

export function requestMatches(provision: Provision, context: Context): boolean {
  const { type, from, to } = provision
  if (type === undefined) return false
  if (from !== undefined && context.nowTick < from) return false
  if (to !== undefined && context.nowTick > to) return false
  if (!actionMatches(provision.actions, type, context.action)) return false
  return type === 'permit'
    ? permitsPurpose(provision.purposes, context.purpose)
    : deniesPurpose(provision.purposes, context.purpose)
}

/** `use` works on what its viewer may access, unless a permit names it. */
function actionMatches(
  listed: readonly Action[] | undefined,
  type: 'permit' | 'deny',
  asked: Action,
): boolean {
  const means = listed ?? (type === 'permit' ? ['access'] : undefined)
  if (means === undefined || means.includes(asked)) return true
  return asked === 'use' && means.includes('access')
}
