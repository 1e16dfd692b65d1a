/** Whether a provision that fits the request also fits the item (R7 sources, R10, R10b, R11, R13, R14). */
import type { Context } from '../context.ts'
import type { Item } from '../item.ts'
import { normal, restricted, secret } from '../label/label.ts'
import { ownTypes } from '../type-groups.ts'
import { everyone, isRecipient, isSource } from './actor.ts'
import { requestMatches } from './request-matches.ts'
import type { Classes, DataReference, Labels, Provision } from './rule.ts'

export function matches(provision: Provision, context: Context, item: Item): boolean {
  const { type, classes, codes, data, dataPeriod, labels } = provision
  if (type === undefined || !requestMatches(provision, context)) return false
  if (!actorsMatch(provision, context, item)) return false
  if (classes !== undefined && !isOfClass(item, classes)) return false
  if (codes !== undefined && !shares(type === 'permit' ? item.cod : item.any, codes)) return false
  if (data !== undefined && !data.some((one) => isAmong(item, one))) return false
  if (type === 'deny') {
    if (dataPeriod !== undefined && (item.lo > dataPeriod.to || item.hi < dataPeriod.from))
      return false
    return deniesLabel(item, labels)
  }
  if (dataPeriod !== undefined && (item.lo < dataPeriod.from || item.hi > dataPeriod.to))
    return false
  if (ownTypes.includes(item.t) && !namesItem(provision, item)) return false
  return permitsLabel(item, labels)
}

/** Without an item a source counts as matched: something of hers may come from it. */
export function actorsMatch(
  provision: Provision,
  context: Context,
  item: Item | undefined,
): boolean {
  const { type } = provision
  return (
    type !== undefined &&
    (provision.actors ?? []).every((list) =>
      list.some(
        (actor) =>
          isRecipient(actor, type, context) ||
          (isSource(actor, type) && (item === undefined || isFrom(item, actor.reference))),
      ),
    )
  )
}

/** Nobody can tell who `*` is: every item may be from there. */
function isFrom(item: Item, source: string): boolean {
  return source === everyone || item.src.includes(source)
}

/** R10b: class or data says that it means this; an author alone does not. */
function namesItem(provision: Provision, item: Item): boolean {
  if (provision.classes !== undefined) return true
  return (provision.data ?? []).some((one) => one.meaning !== 'authoredby' && isAmong(item, one))
}

function isOfClass(item: Item, classes: Classes): boolean {
  return (
    classes.types.includes(item.t) ||
    shares(item.prf, classes.profiles) ||
    (documentTypes.includes(item.t) && shares(item.cod, classes.documents))
  )
}

export const documentTypes: readonly string[] = ['Composition', 'DocumentReference']

function isAmong(item: Item, data: DataReference): boolean {
  switch (data.meaning) {
    case 'instance':
      return item.ref === data.reference
    case 'related':
      return (
        item.ref === data.reference ||
        (data.ids ?? []).includes(item.ref) ||
        item.enc.includes(data.reference)
      )
    case 'dependents':
      return item.ref === data.reference || item.out.includes(data.reference)
    case 'authoredby':
      return item.aut.includes(data.reference)
  }
}

function permitsLabel(item: Item, labels: Labels | undefined): boolean {
  if (labels === undefined) return item.con <= normal
  if (item.con >= secret) return false
  if (labels.ranks.length > 0 && item.con > highest(labels.ranks)) return false
  const { sensitivities } = labels
  if (sensitivities === undefined) return true
  return item.sen.length > 0 && item.sen.every((topic) => sensitivities.includes(topic))
}

function deniesLabel(item: Item, labels: Labels | undefined): boolean {
  if (labels === undefined) return true
  if (labels.ranks.length > 0 && item.con >= Math.min(...labels.ranks)) return true
  return shares(item.sen, labels.sensitivities ?? [])
}

/** V in a permit reaches no further than R. */
export function highest(ranks: readonly number[]): number {
  return Math.min(restricted, Math.max(...ranks))
}

function shares(some: readonly string[], others: readonly string[]): boolean {
  return others.length > 0 && some.some((one) => others.includes(one))
}
