/**
 * What one Consent says about one item (R6): children first, deny before permit among siblings, else the provision
 * itself; a permit inside a deny that did not match is skipped.
 */
import type { Context } from '../context.ts'
import type { Item } from '../item.ts'
import { actorsMatch, matches } from './item-matches.ts'
import { requestMatches } from './request-matches.ts'
import type { ConsentRule, Provision } from './rule.ts'

/** A provision that spoke, with the Consent it stands in. */
export interface Voice {
  readonly rule: ConsentRule
  readonly provision: Provision
}

export interface Judgement {
  readonly denies: readonly Voice[]
  readonly permits: readonly Voice[]
  /** R18c: permits, not limited by `data`, that are meant for this request; void ones restrict too (R5) */
  readonly explicit: readonly Voice[]
  /** R13b: a permit is meant for this request, whatever it is limited to */
  readonly trusted: boolean
}

export function judge(rules: readonly ConsentRule[], context: Context, item: Item): Judgement {
  const denies: Voice[] = []
  const permits: Voice[] = []
  const explicit: Voice[] = []
  let trusted = false
  for (const rule of rules) {
    const found = judgeProvision(rule, rule.root, context, item)
    denies.push(...found.denies)
    permits.push(...found.permits)
    for (const provision of grants(rule.root)) {
      if (
        provision.data === undefined &&
        requestMatches(provision, context) &&
        actorsMatch(provision, context, item)
      )
        explicit.push({ rule, provision })
    }
    trusted ||=
      !rule.restrictsOnly && permitsWithin(rule.root).some((one) => isMeantFor(one, context))
  }
  return { denies, permits, explicit, trusted }
}

interface Found {
  readonly denies: Voice[]
  readonly permits: Voice[]
}

function judgeProvision(
  rule: ConsentRule,
  provision: Provision,
  context: Context,
  item: Item,
): Found {
  const { type } = provision
  const own = matches(provision, context, item)
  const denies: Voice[] = []
  const permits: Voice[] = []
  for (const child of provision.provisions) {
    if (type === 'deny' && child.type === 'permit' && !own) continue
    const found = judgeProvision(rule, child, context, item)
    denies.push(...found.denies)
    permits.push(...found.permits)
  }
  const speaks = own && permits.length === 0
  if (speaks && type === 'deny') denies.push({ rule, provision })
  if (speaks && type === 'permit' && denies.length === 0 && !rule.restrictsOnly)
    permits.push({ rule, provision })
  return { denies, permits: denies.length > 0 ? [] : permits }
}

/** Permits that no deny stands above: those that can give something by themselves. */
export function grants(provision: Provision): readonly Provision[] {
  if (provision.type === 'deny') return []
  const inner = provision.provisions.flatMap(grants)
  return provision.type === 'permit' ? [provision, ...inner] : inner
}

export function permitsWithin(provision: Provision): readonly Provision[] {
  const inner = provision.provisions.flatMap(permitsWithin)
  return provision.type === 'permit' ? [provision, ...inner] : inner
}

/** A source that an actor names may have written something of hers: it counts as matched here. */
export function isMeantFor(provision: Provision, context: Context): boolean {
  return requestMatches(provision, context) && actorsMatch(provision, context, undefined)
}
