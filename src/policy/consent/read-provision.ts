/** Reads a provision and those inside it, each with what it inherits (R6) and what only restricts (R5). */
import { firstTick, lastTick } from '#fhir/tick.ts'
import { isMembers, listOf, type Members } from '../content.ts'
import {
  hasModifier,
  type Period,
  type Reader,
  readActions,
  readActors,
  readClasses,
  readCodes,
  readData,
  readLabels,
  readPeriod,
  readPurposes,
} from './dimensions.ts'
import type { Provision } from './rule.ts'

type Dimensions = Omit<Provision, 'path' | 'type' | 'provisions'>

export function readProvision(
  members: Members,
  path: string,
  reader: Reader,
  type: Provision['type'],
  parent?: Provision,
): Provision {
  const own = {
    ...reader,
    unclear: (element: string, why: string) => reader.unclear(`${path}.${element}`, why),
  }
  if (hasModifier(members))
    own.unclear('modifierExtension', 'the server does not know this modifier')
  const dimensions = settle(members, own, type, parent)
  const node = { path, ...(type === undefined ? {} : { type }), ...dimensions }
  return { ...node, provisions: readChildren(members, own, reader, { ...node, provisions: [] }) }
}

/** The children of a root that says nothing inherit nothing from it (R5). */
function readChildren(
  members: Members,
  own: Reader,
  reader: Reader,
  node: Provision,
): readonly Provision[] {
  return listOf(members.provision)
    .filter(isMembers)
    .map((child, at) => {
      let type = typeOf(child)
      if (type === undefined) {
        own.unclear(`provision[${at}].type`, 'without a type it is read as an exception')
        type = node.type === 'deny' ? 'permit' : 'deny'
      }
      const parent = node.type === undefined ? undefined : node
      return readProvision(child, `${node.path}.provision[${at}]`, reader, type, parent)
    })
}

export function typeOf(provision: Members): 'permit' | 'deny' | undefined {
  const type = provision.type
  return type === 'permit' || type === 'deny' ? type : undefined
}

function settle(
  members: Members,
  reader: Reader,
  type: Provision['type'],
  parent: Provision | undefined,
): Dimensions {
  const period = readPeriod(members, 'period', reader)
  const settled = {
    ...conjoin(period ?? undefined, parent),
    actors: settleActors(members, reader, type, parent),
    purposes: inherit(readPurposes(members, reader), parent?.purposes),
    actions: inherit(readActions(members, reader), parent?.actions),
    labels: inherit(readLabels(members, reader), parent?.labels),
    classes: inherit(readClasses(members, reader), parent?.classes),
    codes: inherit(readCodes(members, reader), parent?.codes),
    data: inherit(readData(members, reader), parent?.data),
    dataPeriod: inherit(readPeriod(members, 'dataPeriod', reader), parent?.dataPeriod),
  }
  return Object.fromEntries(
    Object.entries(settled).filter(([, value]) => value !== undefined),
  ) as Dimensions
}

/** What is not understood matches everything: it does not fall back on what the parent says. */
function inherit<T>(own: T | null | undefined, parents: T | undefined): T | undefined {
  return own === undefined ? parents : (own ?? undefined)
}

/** In an opposite-type child the actors conjoin with the parent's. */
function settleActors(
  members: Members,
  reader: Reader,
  type: Provision['type'],
  parent: Provision | undefined,
): Provision['actors'] {
  const own = readActors(members, reader)
  if (own === undefined) return parent?.actors
  return parent === undefined || parent.type === type ? [own] : [...(parent.actors ?? []), own]
}

/** Periods always conjoin with all ancestors. */
function conjoin(
  own: Period | undefined,
  parent: Provision | undefined,
): Pick<Provision, 'from' | 'to'> {
  const from = later(own?.from ?? firstTick, parent?.from ?? firstTick)
  const to = earlier(own?.to ?? lastTick, parent?.to ?? lastTick)
  return { ...(from === firstTick ? {} : { from }), ...(to === lastTick ? {} : { to }) }
}

function later(one: string, other: string): string {
  return one > other ? one : other
}

function earlier(one: string, other: string): string {
  return one < other ? one : other
}
