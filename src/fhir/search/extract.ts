/**
 * The search entries of a resource for every R4 parameter of its type. Expressions are compiled when a type is first
 * met. Contained resources are not indexed. What throws refuses the write: an index that lacks a row is a leak or a loss.
 */
import { clinicalDateParameter } from './clinical-date.ts'
import type { SearchEntries } from './entry.ts'
import { type Field, type Found, fieldOf, type Indexer, visitOf } from './found.ts'
import { compileComposite } from './index-composite.ts'
import { dateIndexers } from './index-date.ts'
import { indexPosition, numberIndexers, quantityIndexers } from './index-number.ts'
import { referenceIndexers } from './index-reference.ts'
import { stringIndexers } from './index-string.ts'
import { tokenIndexers } from './index-token.ts'
import { uriIndexers } from './index-uri.ts'
import { type SearchParameterDefinition, searchParametersOf } from './parameters.ts'
import { compilePath, type Visit } from './path.ts'

export interface ExtractOptions {
  /** our own FHIR base without trailing slash: references below it are local */
  readonly base?: string
  /** read into dates that carry no zone */
  readonly timeZone: string
}

type SimpleType = Exclude<SearchParameterDefinition['type'], 'composite'>

const indexers: Record<SimpleType, Readonly<Record<string, Indexer>>> = {
  token: tokenIndexers,
  reference: referenceIndexers,
  string: stringIndexers,
  date: dateIndexers,
  number: numberIndexers,
  quantity: quantityIndexers,
  uri: uriIndexers,
  special: { 'Location.position': indexPosition },
}

// The row itself carries them.
const columns = new Set(['_id', '_lastUpdated'])

export function extract(resource: object, type: string, options: ExtractOptions): SearchEntries {
  const found: Found = {
    resource,
    base: options.base,
    timeZone: options.timeZone,
    tok: new Set(),
    ref: new Set(),
    str: new Set(),
    stx: new Set(),
    dat: [],
    num: [],
    s: {},
  }
  const { visits, clinicalDate } = planOf(type)
  for (const visit of visits) visit(resource, found)
  const when = clinicalDate === undefined ? undefined : found.s[clinicalDate]
  return {
    tok: [...found.tok],
    ref: [...found.ref],
    str: [...found.str],
    stx: [...found.stx],
    dat: found.dat,
    num: found.num,
    ...(typeof when === 'string' ? { sd: when } : {}),
    s: found.s,
  }
}

interface Plan {
  readonly visits: readonly Visit<Found>[]
  readonly clinicalDate: string | undefined
}

const plans = new Map<string, Plan>()

function planOf(type: string): Plan {
  const known = plans.get(type)
  if (known !== undefined) return known
  const plan = {
    visits: searchParametersOf(type)
      .filter((definition) => !columns.has(definition.code))
      .map((definition) => compile(definition, type))
      .filter((visit) => visit !== undefined),
    clinicalDate: clinicalDateParameter(type),
  }
  plans.set(type, plan)
  return plan
}

function compile(definition: SearchParameterDefinition, type: string): Visit<Found> | undefined {
  const field: Field = fieldOf(definition.code, definition.targets)
  if (definition.type === 'composite') return compileComposite(definition, type, field)
  const byType = indexers[definition.type]
  return compilePath<Found>(definition.expression, type, (leaf) => {
    const indexer = byType[leaf.type]
    return indexer && visitOf(indexer, field)
  })
}
