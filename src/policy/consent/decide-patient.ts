/** What one patient's directives say about one item of hers: the order of consent.md section 5. */
import type { Context } from '../context.ts'
import type { Basis, Decision, Obligation } from '../decision.ts'
import type { Directives } from '../directives.ts'
import type { Item } from '../item.ts'
import { normal, secret } from '../label/label.ts'
import { ownTypes } from '../type-groups.ts'
import { type Named, names } from './actor.ts'
import { applicable } from './applicable.ts'
import { type Judgement, judge, type Voice } from './judge.ts'
import { isCare, isEmergency } from './purpose.ts'
import {
  actsForRecorder,
  audienceMay,
  emergencyCeiling,
  holdsBind,
  isAuthority,
  isOwner,
  isSuspended,
  keepsOwn,
  looks,
  mayDrop,
  personBehindActors,
  postureOpens,
} from './standing.ts'

export function decidePatient(context: Context, item: Item, directives: Directives): Decision {
  if (holdsBind(context, directives) && item.hold !== undefined && item.hold > context.nowTick)
    return deny('R16b')
  const said = judge(applicable(directives, context.nowTick), context, item)
  if (isOwner(context, directives.patient)) return decideOwner(context, item, directives, said)
  if (isAuthority(context, directives) && authorityMay(context, item, directives, said))
    return permit('R17')
  const ceiling = emergencyCeiling(context, directives)
  if (ceiling !== undefined && item.con <= ceiling && !isOwnType(item) && !isHard(said, context))
    return permit('R20')
  if (recorderMay(context, item, said)) return permit('R19e')
  if (isAudience(context, item)) return permit('R19f', [], ownPart(item))
  if (said.denies.length > 0) return deny('R18a', said.denies)
  const suspended = isSuspended(directives)
  if (said.permits.length > 0 && !suspended) return permit('R18b', said.permits, ownPart(item))
  if (isPersonBehind(context, item, said.trusted && !suspended)) return permit('R13b', [], ['stub'])
  if (said.explicit.length > 0 && said.permits.length === 0) return deny('R18c', said.explicit)
  if (mayDrop(context, directives, item.t)) return permit('R19d')
  return postureOpens(context, directives) && item.con <= normal && !isOwnType(item)
    ? permit('R19')
    : deny('R19')
}

/** R16: everything of hers; she corrects what is hers to correct, and an app that she denies gets nothing. */
function decideOwner(
  context: Context,
  item: Item,
  directives: Directives,
  said: Judgement,
): Decision {
  const blocks = naming(said.denies, context, ['device'])
  if (blocks.length > 0) return deny('R16c', blocks)
  if (context.action !== 'correct' || isHers(item, directives)) return permit('R16')
  return deny('R16d')
}

function isHers(item: Item, directives: Directives): boolean {
  return item.ref === directives.patient || item.rec.includes(directives.patient)
}

function authorityMay(
  context: Context,
  item: Item,
  directives: Directives,
  said: Judgement,
): boolean {
  return (
    item.con < secret &&
    (context.action !== 'correct' || isHers(item, directives)) &&
    naming(said.denies, context, ['person', 'device']).length === 0
  )
}

/** A deny that stands against an emergency: it names the person or the emergency itself. */
function isHard(said: Judgement, context: Context): boolean {
  return said.denies.some(
    ({ rule, provision }) =>
      !rule.namesNobody &&
      (names(provision, 'person', context) || (provision.purposes ?? []).some(isEmergency)),
  )
}

function recorderMay(context: Context, item: Item, said: Judgement): boolean {
  const { organization } = context
  return (
    organization !== undefined &&
    item.rec.includes(organization) &&
    item.con < secret &&
    keepsOwn(context) &&
    actsForRecorder(context, item.t) &&
    naming(said.denies, context, ['person', 'organization', 'device']).every(
      ({ rule }) => rule.namesNobody,
    )
  )
}

export function isAudience(context: Context, item: Item): boolean {
  return (
    item.con < secret &&
    audienceMay(context, item.t) &&
    item.aud.some((member) => context.grantees.has(member))
  )
}

/** R13b: her Patient, to whom she trusts with anything or who recorded something of her. */
function isPersonBehind(context: Context, item: Item, trusted: boolean): boolean {
  if (item.t !== 'Patient' || item.con >= secret || !looks(context)) return false
  if (trusted) return true
  const known = [...item.aud, ...item.rec]
  return (
    isCare(context.purpose) && personBehindActors(context).some((actor) => known.includes(actor))
  )
}

function naming(
  denies: readonly Voice[],
  context: Context,
  kinds: readonly Named[],
): readonly Voice[] {
  return denies.filter(({ provision }) => kinds.some((kind) => names(provision, kind, context)))
}

function isOwnType(item: Item): boolean {
  return ownTypes.includes(item.t)
}

/** L47: whoever a Consent of hers speaks of reads that part alone. */
function ownPart(item: Item): readonly Obligation[] {
  return item.t === 'Consent' ? ['own-part'] : []
}

function permit(
  rule: string,
  voices: readonly Voice[] = [],
  obligations: readonly Obligation[] = [],
): Decision {
  return { decision: 'permit', rule, basis: voices.map(basisOf), obligations }
}

function deny(rule: string, voices: readonly Voice[] = []): Decision {
  return { decision: 'deny', rule, basis: voices.map(basisOf) }
}

function basisOf({ rule, provision }: Voice): Basis {
  return {
    consent: rule.consent,
    ...(rule.version === undefined ? {} : { version: rule.version }),
    path: provision.path,
  }
}
