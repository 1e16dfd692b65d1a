/** The laws of consent.md section 6, over random worlds; law 11 stands in filter-equals-function.test.ts. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { tickOf } from '#fhir/tick.ts'
import { decide } from '#policy/consent/decide.ts'
import type { Context } from '#policy/context.ts'
import type { Directives } from '#policy/directives.ts'
import type { Item } from '#policy/item.ts'
import { validUntil } from '#policy/valid-until.ts'
import { now } from './arbitraries.ts'
import { context } from './random-context.ts'
import { item } from './random-item.ts'
import {
  type Consent,
  consent,
  consentOf,
  lawFrom,
  plainDeny,
  plainPermit,
  settings,
} from './random-law.ts'

const consents = fc.array(consent, { maxLength: 3 })
const deny = consentOf(plainDeny) as fc.Arbitrary<Consent>
const permit = consentOf(plainPermit) as fc.Arbitrary<Consent>
const runs = { numRuns: 800 }

function permits(asks: Context, one: Item, law: ReadonlyMap<string, Directives>): boolean {
  return decide(asks, one, law).decision === 'permit'
}

function implies(condition: boolean, consequence: boolean): void {
  if (condition) assert.ok(consequence)
}

describe('laws', () => {
  it('default_deny: without a word of hers only standing opens an item', () => {
    fc.assert(
      fc.property(context, item, (asks, one) => {
        const decision = decide(asks, one, new Map())
        if (decision.decision === 'deny') return
        assert.match(decision.rule, /^R(0|13b|16|19[def]|20|22)$/)
      }),
      runs,
    )
  })

  it('order_and_duplicates_do_not_matter', () => {
    fc.assert(
      fc.property(context, consents, settings, item, (asks, said, rest, one) => {
        const once = decide(asks, one, lawFrom(said, rest))
        const mixed = [...said, ...said].reverse().map(reversed)
        const again = decide(asks, one, lawFrom(mixed, rest))
        assert.equal(again.decision, once.decision)
        assert.equal(again.rule, once.rule)
      }),
      runs,
    )
  })

  it('adding_a_deny_never_permits', () => {
    fc.assert(
      fc.property(context, consents, settings, deny, item, (asks, said, rest, more, one) => {
        const before = permits(asks, one, lawFrom(said, rest))
        implies(permits(asks, one, lawFrom([...said, more], rest)), before)
      }),
      runs,
    )
  })

  it('deny_trumps_permit: a deny of everything to everyone leaves what does not rest on consent', () => {
    const everything = { type: 'deny' }
    fc.assert(
      fc.property(context, consents, settings, item, (asks, said, rest, one) => {
        const law = lawFrom([...said, consentWith(everything)], rest)
        const decision = decide(asks, one, law)
        if (decision.decision === 'deny' || !one.cmp.includes('Patient/p1')) return
        assert.match(decision.rule, /^R(0|16|17|18b|19[ef]|20|22)$/)
        if (decision.rule === 'R18b') assert.ok(one.cmp.some((patient) => patient === asks.owner))
      }),
      runs,
    )
  })

  it('secret_is_the_owners_alone', () => {
    fc.assert(
      fc.property(context, consents, settings, item, (asks, said, rest, one) => {
        // who drops something into a record reads nothing by it
        if (asks.kind === 'system' || asks.kind === 'administrator' || asks.action === 'collect')
          return
        const secret = { ...one, con: 5 }
        const decision = decide(asks, secret, lawFrom(said, rest))
        implies(decision.decision === 'permit', isTheirs(asks, secret))
      }),
      runs,
    )
  })

  it('a_consent_that_is_not_active_has_no_effect', () => {
    fc.assert(
      fc.property(context, consents, settings, consent, item, (asks, said, rest, more, one) => {
        const ended = { ...more, status: 'inactive' }
        assert.deepEqual(
          decide(asks, one, lawFrom([...said, ended], rest)),
          decide(asks, one, lawFrom(said, rest)),
        )
      }),
      runs,
    )
  })

  it('removing_a_permit_never_grants_access under trusted-only', () => {
    fc.assert(
      fc.property(context, consents, settings, permit, item, (asks, said, rest, more, one) => {
        const asked = { ...asks, action: 'access' as const }
        const closed = { ...rest, posture: 'trusted-only' as const }
        const without = permits(asked, one, lawFrom(said, closed))
        implies(without, permits(asked, one, lawFrom([...said, more], closed)))
      }),
      runs,
    )
  })

  it('an_unconfirmed_or_unclear_consent_never_grants', () => {
    fc.assert(
      fc.property(context, consents, settings, consent, item, (asks, said, rest, more, one) => {
        const before = permits(asks, one, lawFrom(said, rest))
        const unconfirmed = { ...more, byPatientSide: false, verified: false }
        implies(permits(asks, one, lawFrom([...said, unconfirmed], rest)), before)
        const unclear = { ...more, implicitRules: 'http://example.org/rules' }
        implies(permits(asks, one, lawFrom([...said, unclear], rest)), before)
      }),
      runs,
    )
  })

  it('an_error_in_a_provision_refuses', () => {
    fc.assert(
      fc.property(context, consents, settings, item, (asks, said, rest, one) => {
        const before = permits(asks, one, lawFrom(said, rest))
        const broken = said.map((each) => ({ ...each, modifierExtension: [{ url: 'urn:x' }] }))
        implies(permits(asks, one, lawFrom(broken, rest)), before)
      }),
      runs,
    )
  })

  it('a_narrower_grant_never_grants', () => {
    fc.assert(
      fc.property(context, consents, settings, item, (asks, said, rest, one) => {
        const law = lawFrom(said, rest)
        const narrow = { ...asks, ceiling: 3, types: new Set(['Observation']) }
        const { types: _types, compartment: _compartment, ...wide } = { ...asks, ceiling: 5 }
        if (asks.kind === 'system') return
        implies(permits(narrow, one, law), permits(wide, one, law))
      }),
      runs,
    )
  })

  it('a_grant_names_its_basis', () => {
    fc.assert(
      fc.property(context, consents, settings, item, (asks, said, rest, one) => {
        const decision = decide(asks, one, lawFrom(said, rest))
        if (decision.decision === 'deny') return
        assert.match(decision.rule, /^R(0|13b|16|17|18b|19|19[def]|20|22)$/)
        implies(decision.rule === 'R18b', decision.basis.length > 0)
        for (const { path } of decision.basis)
          assert.match(path, /^provision(\.provision\[\d+\])*$/)
      }),
      runs,
    )
  })

  it('a_stricter_posture_never_grants', () => {
    fc.assert(
      fc.property(context, consents, settings, item, (asks, said, rest, one) => {
        const under = (posture: Directives['posture']) =>
          permits(asks, one, lawFrom(said, { ...rest, posture }))
        implies(under('closed'), under('emergency-only'))
        implies(under('emergency-only'), under('trusted-only'))
        implies(under('trusted-only'), under('open-care'))
      }),
      runs,
    )
  })

  it('who_recorded_keeps_its_own unless a deny names it', () => {
    const doctor: fc.Arbitrary<Context> = context.filter(
      ({ kind, registeredProvider }) => kind === 'practitioner' && registeredProvider,
    )
    fc.assert(
      fc.property(doctor, deny, item, (who, more, one) => {
        const asks = wide({ ...who, purpose: 'TREAT', action: 'access' })
        const theirs = {
          ...one,
          t: 'Observation',
          cmp: ['Patient/p1'],
          cpn: 1,
          con: 3,
          sen: [],
          aud: [],
        }
        const own = { ...theirs, rec: [asks.organization ?? ''] }
        const unnamed = { ...more, provision: withoutActors(more.provision) }
        assert.ok(permits(asks, own, lawFrom([unnamed], {})))
        assert.ok(!permits(asks, own, lawFrom([consentWith(blockOf(asks.who))], {})))
      }),
      { numRuns: 500 },
    )
  })

  it('valid_until: until then the decision does not change by itself', () => {
    fc.assert(
      fc.property(
        context,
        consents,
        settings,
        item,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (asks, said, rest, one, share) => {
          const law = lawFrom(said, rest)
          const until = validUntil(asks, law.values(), one) ?? now + 1e12
          const later = Math.floor(now + (until - now) * share)
          const then = { ...asks, now: later, nowTick: tickOf(later) }
          assert.deepEqual(decide(then, one, law), decide(asks, one, law))
        },
      ),
      runs,
    )
  })
})

function consentWith(provision: object): Consent {
  return {
    resourceType: 'Consent',
    id: 'extra',
    status: 'active',
    patient: { reference: 'Patient/p1' },
    scope: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
      ],
    },
    provision,
    byPatientSide: true,
    verified: false,
  } as Consent
}

function blockOf(reference: string): object {
  return { type: 'deny', actor: [{ reference: { reference } }] }
}

function withoutActors(provision: object): object {
  const { actor: _actor, ...rest } = provision as { readonly actor?: unknown }
  return rest
}

function wide(asks: Context): Context {
  const { types: _types, compartment: _compartment, ...rest } = asks
  return { ...rest, ceiling: 5 }
}

/** Whether a secret item may be theirs to see: their record, or nobody's that they wrote themselves. */
function isTheirs(asks: Context, one: Item): boolean {
  return one.cmp.some((patient) => patient === asks.owner) || one.rec.includes(asks.who)
}

/** Lists inside a Consent the other way round: their order never matters. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed).reverse() as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, reversed(member)]),
  ) as T
}
