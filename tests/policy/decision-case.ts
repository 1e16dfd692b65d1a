/** Reads the decision cases of consent.md section 12: their shorthand becomes R4 Consents, items and contexts. */
import { existsSync, readFileSync } from 'node:fs'
import { dateRange } from '#fhir/search/date.ts'
import { millisOf, tickOf } from '#fhir/tick.ts'
import { compile } from '#policy/consent/compile.ts'
import type { ConsentRule } from '#policy/consent/rule.ts'
import type { Context } from '#policy/context.ts'
import type { Action } from '#policy/decision.ts'
import { type Directives, noDirectives, type Posture } from '#policy/directives.ts'
import type { Item } from '#policy/item.ts'
import { type Columns, columnsOf, itemOf } from '#policy/item-columns.ts'
import { labelOf } from '#policy/label/label.ts'
import { sensitivities } from '#policy/label/topics.ts'

const folder = '../shared/data/consent'
const zone = 'UTC'
const hl7 = 'http://terminology.hl7.org/CodeSystem'

export interface DecisionCase {
  readonly no: number
  readonly desc: string
  readonly consents: readonly { readonly id: string; readonly [name: string]: unknown }[]
  readonly config: {
    readonly posture?: Posture
    readonly emergency?: 'N' | 'R' | 'off'
    readonly authority?: Readonly<
      Record<string, Readonly<Record<string, { readonly end: string }>>>
    >
  }
  readonly ctx: {
    readonly actors: readonly string[]
    readonly org?: string
    readonly provider?: boolean
    readonly purpose: string
    readonly action: Action
    readonly time: string
    readonly btg?: { readonly start: string }
    readonly scope_denied?: boolean
    readonly careteam?: boolean
  }
  readonly resource: string
  readonly expect: 'permit' | 'deny'
  readonly rule: string
  readonly why: string
}

interface Resource {
  readonly ref: string
  readonly type: string
  readonly patients: readonly string[]
  readonly lastUpdated: string
  readonly recordedBy?: string | readonly string[]
  readonly security?: readonly string[]
  readonly unclassified?: boolean
  readonly codes?: readonly string[]
  readonly date?: string
  readonly period?: { readonly start: string; readonly end: string }
  readonly authors?: readonly string[]
  readonly custodians?: readonly string[]
  readonly context?: readonly string[]
  readonly refsOut?: readonly string[]
  readonly audience?: readonly string[]
  readonly holdUntil?: string
}

export function decisionCases(): readonly DecisionCase[] {
  return existsSync(`${folder}/decision-cases.json`) ? file().cases : []
}

function file(): {
  readonly cases: readonly DecisionCase[]
  readonly resources: Readonly<Record<string, Resource>>
} {
  return JSON.parse(readFileSync(`${folder}/decision-cases.json`, 'utf8'))
}

function consentFiles(): Readonly<Record<string, object>> {
  return JSON.parse(readFileSync(`${folder}/consents-r4.json`, 'utf8'))
}

/** The item as columns that were read from a resource which says the same. */
export function itemOfCase(one: DecisionCase): Item {
  const given = file().resources[one.resource]
  if (given === undefined) throw new Error(`case ${one.no} has no item`)
  const recorders = [given.recordedBy ?? []].flat()
  const resource = resourceOf(given)
  const columns: Columns = columnsOf(resource, given.type, {
    patients: given.patients,
    recorders,
    audience: given.audience ?? [],
    label: labelOf(resource, given.type),
    lastUpdated: dateRange(given.lastUpdated, zone).lo,
    timeZone: zone,
    registry: recorders.length === 0,
    longestHold: 365,
  })
  return itemOf(given.ref, columns)
}

function resourceOf(given: Resource): object {
  const authors = (given.authors ?? []).map((reference) => ({ reference }))
  return {
    resourceType: given.type,
    meta: { security: (given.security ?? []).map((code) => labelCoding(code, given.holdUntil)) },
    ...(given.unclassified === true || given.codes === undefined
      ? {}
      : { code: { coding: given.codes.map((code) => ({ system: 'http://loinc.org', code })) } }),
    ...(given.date === undefined ? {} : { effectiveDateTime: given.date }),
    ...(given.period === undefined ? {} : { effectivePeriod: given.period }),
    author: authors,
    ...(given.custodians === undefined ? {} : { custodian: { reference: given.custodians[0] } }),
    ...(given.context === undefined ? {} : { encounter: { reference: given.context[0] } }),
    basedOn: (given.refsOut ?? []).map((reference) => ({ reference })),
  }
}

function labelCoding(code: string, release: string | undefined): object {
  if (code !== 'PHY')
    return {
      system: sensitivities.includes(code) ? `${hl7}/v3-ActCode` : `${hl7}/v3-Confidentiality`,
      code,
    }
  return {
    system: `${hl7}/v3-ActCode`,
    code,
    extension: [
      {
        url: 'https://amanah.example/fhir/StructureDefinition/release-date',
        valueDateTime: release,
      },
    ],
  }
}

export function directivesOfCase(one: DecisionCase): ReadonlyMap<string, Directives> {
  const rules = one.consents.map((given) => ruleOf(given))
  const patients = new Set(['Patient/p1', 'Patient/p2'])
  return new Map(
    [...patients].map((patient) => [
      patient,
      {
        ...noDirectives(patient),
        consents: rules.filter((rule) => rule.patient === patient),
        posture: one.config.posture ?? 'trusted-only',
        emergency: one.config.emergency ?? 'R',
        longestHold: 365,
        careTeams: one.ctx.careteam === true ? ['CareTeam/ct1'] : [],
        authorities: Object.entries(one.config.authority?.[patient] ?? {}).map(([who, period]) => ({
          who,
          to: dateRange(period.end, zone).hi,
        })),
      },
    ]),
  )
}

function ruleOf(given: DecisionCase['consents'][number]): ConsentRule {
  const consent = consentFiles()[given.id]
  if (consent === undefined) throw new Error(`no Consent ${given.id}`)
  const rule = compile(consent, {
    byPatientSide: given.performer !== 'practitioner',
    verified: given.verified === true,
    timeZone: zone,
  })
  // stored and read again, as directives are
  return JSON.parse(JSON.stringify(rule)) as ConsentRule
}

export function contextOfCase(one: DecisionCase): Context {
  const { ctx } = one
  const now = millisOf(dateRange(ctx.time, zone).lo)
  const owner = ctx.actors.find((actor) => actor.startsWith('Patient/'))
  const device = ctx.actors.find((actor) => actor.startsWith('Device/'))
  const person = ctx.actors.find((actor) => /^(Practitioner|RelatedPerson|Patient)\//.test(actor))
  const actors = new Set(ctx.actors)
  const kind =
    owner !== undefined
      ? 'patient'
      : person === undefined
        ? 'client'
        : person.startsWith('RelatedPerson/')
          ? 'representative'
          : 'practitioner'
  return {
    kind,
    who: person ?? device ?? '',
    actors,
    grantees:
      person === undefined
        ? actors
        : new Set(ctx.actors.filter((actor) => !actor.startsWith('Device/'))),
    ...(ctx.org === undefined ? {} : { organization: ctx.org }),
    ...(device === undefined ? {} : { device }),
    hasUser: person !== undefined,
    registeredProvider: ctx.provider ?? false,
    ...(owner === undefined ? {} : { owner }),
    purpose: ctx.purpose,
    action: ctx.action,
    now,
    nowTick: tickOf(now),
    ...(ctx.btg === undefined ? {} : { emergency: sessionFrom(ctx.btg.start) }),
    ceiling: 5,
    ...(ctx.scope_denied === true ? { types: new Set(['Patient']) } : {}),
    staffTypes: new Set<string>(),
    nameable: new Set<string>(),
  }
}

function sessionFrom(start: string): NonNullable<Context['emergency']> {
  const from = millisOf(dateRange(start, zone).lo)
  return { patient: 'Patient/p1', from, until: from + 5 * 86_400_000 }
}
