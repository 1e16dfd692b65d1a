/** `matches` as a clause about the item: what depends on the request is settled, only literals remain (consent.md 8.3). */
import { all, and, type Clause, none, nor, oneOf, or } from '../clause.ts'
import type { Context } from '../context.ts'
import { normal, restricted } from '../label/label.ts'
import { sensitivities, unknownSensitivity } from '../label/topics.ts'
import { ownTypes } from '../type-groups.ts'
import { everyone, isRecipient, isSource } from './actor.ts'
import { documentTypes, highest } from './item-matches.ts'
import { requestMatches } from './request-matches.ts'
import type { Classes, DataReference, Labels, Provision } from './rule.ts'

export function matchClause(provision: Provision, context: Context): Clause {
  const { type, codes, dataPeriod } = provision
  if (type === undefined || !requestMatches(provision, context)) return none
  const isPermit = type === 'permit'
  return and(
    actorClause(provision, context),
    provision.classes === undefined ? all : classClause(provision.classes),
    codes === undefined ? all : oneOf(isPermit ? 'cod' : 'any', codes),
    provision.data === undefined ? all : or(...provision.data.map(dataClause)),
    dataPeriod === undefined ? all : periodClause(dataPeriod, isPermit),
    isPermit ? namedClause(provision) : all,
    isPermit ? permitLabelClause(provision.labels) : denyLabelClause(provision.labels),
  )
}

/** Recipients are settled; what remains is which source the item must have. */
export function actorClause(provision: Provision, context: Context): Clause {
  const { type } = provision
  if (type === undefined) return none
  return and(
    ...(provision.actors ?? []).map((list) => {
      if (list.some((actor) => isRecipient(actor, type, context))) return all
      const sources = list.filter((actor) => isSource(actor, type)).map((actor) => actor.reference)
      return sources.includes(everyone) ? all : oneOf('src', sources)
    }),
  )
}

function classClause(classes: Classes): Clause {
  return or(
    oneOf('t', classes.types),
    oneOf('prf', classes.profiles),
    classes.documents.length === 0
      ? none
      : and(oneOf('t', documentTypes), oneOf('cod', classes.documents)),
  )
}

function dataClause(data: DataReference): Clause {
  switch (data.meaning) {
    case 'instance':
      return oneOf('_id', [data.reference])
    case 'related':
      return or(oneOf('_id', [data.reference, ...(data.ids ?? [])]), oneOf('enc', [data.reference]))
    case 'dependents':
      return or(oneOf('_id', [data.reference]), oneOf('out', [data.reference]))
    case 'authoredby':
      return oneOf('aut', [data.reference])
  }
}

/** A permit holds what lies inside the period, a deny whatever overlaps it (R11). */
function periodClause(
  period: { readonly from: string; readonly to: string },
  inside: boolean,
): Clause {
  return inside
    ? and(
        { is: 'gte', column: 'lo', value: period.from },
        { is: 'lte', column: 'hi', value: period.to },
      )
    : and(
        { is: 'lte', column: 'lo', value: period.to },
        { is: 'gte', column: 'hi', value: period.from },
      )
}

/** R10b */
function namedClause(provision: Provision): Clause {
  if (provision.classes !== undefined) return all
  const naming = (provision.data ?? []).filter((data) => data.meaning !== 'authoredby')
  return or(nor(oneOf('t', ownTypes)), ...naming.map(dataClause))
}

function permitLabelClause(labels: Labels | undefined): Clause {
  if (labels === undefined) return upTo(normal)
  const ceiling = upTo(labels.ranks.length > 0 ? highest(labels.ranks) : restricted)
  const covered = labels.sensitivities
  if (covered === undefined) return ceiling
  const uncovered = [...sensitivities, unknownSensitivity].filter(
    (topic) => !covered.includes(topic),
  )
  return and(ceiling, oneOf('sen', covered), nor(oneOf('sen', uncovered)))
}

function denyLabelClause(labels: Labels | undefined): Clause {
  if (labels === undefined) return all
  return or(
    labels.ranks.length > 0 ? { is: 'gte', column: 'con', value: Math.min(...labels.ranks) } : none,
    oneOf('sen', labels.sensitivities ?? []),
  )
}

export function upTo(confidentiality: number): Clause {
  return { is: 'lte', column: 'con', value: confidentiality }
}
