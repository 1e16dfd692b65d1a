/** Items that belong to no patient: the directory, the registry, and what is its recorder's alone (R21, R22). */
import type { Context } from '../context.ts'
import type { Decision } from '../decision.ts'
import type { Item } from '../item.ts'
import { secret } from '../label/label.ts'
import { definitionTypes, directoryTypes, registryTypes } from '../type-groups.ts'
import { isAudience } from './decide-patient.ts'
import { actsForRecorder } from './standing.ts'

/** @param referred a row that the asker may see refers to it */
export function decideNobody(context: Context, item: Item, referred: boolean): Decision {
  if (context.kind === 'administrator')
    return answer('R22', registryTypes.includes(item.t) && (item.reg === true || isLook(context)))
  if (isRecorder(context, item)) return answer('R22', true)
  if (item.con >= secret) return answer('R22', false)
  if (isAudience(context, item)) return answer('R19f', true)
  return answer('R22', isLook(context) && (isPublic(context, item) || isReferred(item, referred)))
}

/** What changes nothing: the directory is open to it, whatever it is for. */
export function isLook(context: Context): boolean {
  return context.action !== 'collect' && context.action !== 'correct'
}

/** Whoever wrote it; a registry row is the administrator's alone. */
function isRecorder(context: Context, item: Item): boolean {
  if (item.reg === true || context.action === 'disclose') return false
  if (context.owner !== undefined && item.rec.includes(context.owner)) return true
  return (
    context.organization !== undefined &&
    item.rec.includes(context.organization) &&
    item.con < secret &&
    (actsForRecorder(context, item.t) || directoryTypes.includes(item.t))
  )
}

function isPublic(context: Context, item: Item): boolean {
  if (definitionTypes.includes(item.t)) return true
  if (item.reg !== true) return false
  return directoryTypes.includes(item.t) || (item.t === 'CareTeam' && context.actors.has(item.ref))
}

function isReferred(item: Item, referred: boolean): boolean {
  return referred && directoryTypes.includes(item.t)
}

function answer(rule: string, permitted: boolean): Decision {
  return permitted
    ? { decision: 'permit', rule, basis: [], obligations: [] }
    : { decision: 'deny', rule, basis: [] }
}
