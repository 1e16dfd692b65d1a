/** One patient, her doctor, her mother, and what they may ask: the examples that rules are shown by. */
import { tickOf } from '#fhir/tick.ts'
import { compile } from '#policy/consent/compile.ts'
import { decide } from '#policy/consent/decide.ts'
import type { Context } from '#policy/context.ts'
import { type Directives, noDirectives } from '#policy/directives.ts'
import type { Item } from '#policy/item.ts'

export const now = Date.UTC(2025, 5, 1)
export const hl7 = 'http://terminology.hl7.org/CodeSystem'

export function asker(who: string, more: Partial<Context> = {}): Context {
  const organization = who.startsWith('Practitioner/') ? 'Organization/clinic' : undefined
  const actors = new Set([who, ...(organization === undefined ? [] : [organization])])
  return {
    kind: 'practitioner',
    who,
    actors,
    grantees: actors,
    ...(organization === undefined ? {} : { organization }),
    hasUser: true,
    registeredProvider: organization !== undefined,
    purpose: 'TREAT',
    action: 'access',
    now,
    nowTick: tickOf(now),
    ceiling: 5,
    staffTypes: new Set(),
    nameable: new Set(),
    ...more,
  }
}

export const lee = (more: Partial<Context> = {}) => asker('Practitioner/lee', more)
export const siti = (more: Partial<Context> = {}) =>
  asker('Patient/p', { kind: 'patient', owner: 'Patient/p', purpose: 'PATRQT', ...more })
export const mum = (more: Partial<Context> = {}) =>
  asker('RelatedPerson/mum', { kind: 'representative', purpose: 'FAMRQT', ...more })

export function item(type: string, more: Partial<Item> = {}): Item {
  const ref = more.ref ?? `${type}/x`
  const cmp = more.cmp ?? ['Patient/p']
  const empty = {
    sen: [],
    cod: [],
    any: [],
    prf: [],
    src: [],
    aut: [],
    rec: [],
    aud: [],
    enc: [],
    out: [],
  }
  const at = tickOf(Date.UTC(2024, 0))
  return { ...empty, ref, t: type, cmp, con: 3, lo: at, hi: at, ...more, cpn: cmp.length }
}

export function law(more: Partial<Directives>, ...provisions: readonly object[]) {
  const consents = provisions.map((provision) =>
    compile(
      {
        resourceType: 'Consent',
        id: 'c',
        status: 'active',
        patient: { reference: 'Patient/p' },
        scope: { coding: [{ system: `${hl7}/consentscope`, code: 'patient-privacy' }] },
        provision,
      },
      { byPatientSide: true, verified: false, timeZone: 'UTC' },
    ),
  )
  return new Map([['Patient/p', { ...noDirectives('Patient/p'), consents, ...more }]])
}

export const permitLee = {
  type: 'permit',
  actor: [{ reference: { reference: 'Practitioner/lee' } }],
}
export const classes = (...codes: readonly string[]) => ({
  class: codes.map((code) => ({ system: 'http://hl7.org/fhir/resource-types', code })),
})
export const data = (meaning: string, reference: string) => ({
  data: [{ meaning, reference: { reference } }],
})

export function rule(context: Context, one: Item, directives = law({}), referred = false): string {
  const decision = decide(context, one, directives, { referred })
  return `${decision.decision} ${decision.rule}`
}
