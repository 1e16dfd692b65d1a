/** Rules of consent.md section 5 that the decision cases do not reach, each open and shut: what rests on standing, not on a Consent (R16–R22). */
import assert from 'node:assert/strict'
import { tickOf } from '#fhir/tick.ts'
import { decide } from '#policy/consent/decide.ts'
import { asker, classes, hl7, item, law, lee, mum, now, permitLee, rule, siti } from './examples.ts'

describe('standing rules', () => {
  it('R16b: a hold binds her side alone, and only if she lets results be held', () => {
    const held = item('Observation', { hold: tickOf(now + 1) })
    const own = { authorities: [{ who: 'RelatedPerson/mum' }], longestHold: 5 }
    assert.equal(rule(siti(), held, law({ longestHold: 5 })), 'deny R16b')
    assert.equal(rule(mum(), held, law(own)), 'deny R16b')
    assert.equal(rule(siti(), held, law({})), 'permit R16')
    assert.equal(
      rule(siti(), item('Observation', { hold: tickOf(now) }), law({ longestHold: 5 })),
      'permit R16',
    )
    assert.equal(rule(lee(), held, law({ longestHold: 5 }, permitLee)), 'permit R18b')
  })

  it('R16c: an app that she denies gets nothing', () => {
    const actors = new Set(['Patient/p', 'Device/app'])
    const denied = law({}, { type: 'deny', actor: [{ reference: { reference: 'Device/app' } }] })
    assert.equal(
      rule(siti({ actors, device: 'Device/app' }), item('Observation'), denied),
      'deny R16c',
    )
    assert.equal(rule(siti(), item('Observation'), denied), 'permit R16')
    assert.equal(rule(siti(), item('Observation'), law({}, { type: 'deny' })), 'permit R16')
  })

  it('R17: a legal authority sees all but V, and ends by itself', () => {
    const authorities = [{ who: 'RelatedPerson/mum', to: tickOf(now) }]
    const directives = law({ authorities })
    assert.equal(
      rule(mum(), item('Observation', { con: 4, sen: ['HIV'] }), directives),
      'permit R17',
    )
    assert.equal(rule(mum(), item('Observation', { con: 5 }), directives), 'deny R19')
    assert.equal(
      rule(mum({ nowTick: tickOf(now + 1) }), item('Observation'), directives),
      'deny R19',
    )
    assert.equal(
      rule(mum({ action: 'correct' }), item('Observation', { rec: ['Patient/p'] }), directives),
      'permit R17',
    )
    assert.equal(rule(mum({ action: 'correct' }), item('Observation'), directives), 'deny R19')
  })

  it('R19d: a provider who may name her drops, unless she or a deny stands against it', () => {
    const nameable = new Set(['Patient/p'])
    const drops = lee({ action: 'collect', nameable })
    const collect = { action: [{ coding: [{ system: `${hl7}/consentaction`, code: 'collect' }] }] }
    const one = item('Observation', { rec: ['Organization/clinic'] })
    assert.equal(rule(drops, one), 'permit R19d')
    assert.equal(rule(lee({ action: 'collect' }), one), 'deny R19')
    assert.equal(rule(lee({ action: 'collect' }), one, law({ discoverable: true })), 'permit R19d')
    assert.equal(rule(drops, one, law({ dropBox: false })), 'deny R19')
    assert.equal(rule(drops, one, law({ posture: 'closed' })), 'permit R19d')
    assert.equal(rule(drops, one, law({}, { type: 'deny', ...collect })), 'deny R18a')
    assert.equal(
      rule(drops, one, law({}, { ...permitLee, ...collect, ...classes('Condition') })),
      'deny R18c',
    )
    assert.equal(rule(drops, one, law({}, permitLee)), 'permit R19d')
  })

  it('R19d: a registered backend creates a Patient', () => {
    const backend = asker('Device/ehr', {
      kind: 'client',
      hasUser: false,
      organization: 'Organization/clinic',
      action: 'collect',
    })
    const born = item('Patient', {
      ref: 'Patient/new',
      cmp: ['Patient/new'],
      rec: ['Organization/clinic'],
    })
    assert.equal(rule(backend, born), 'permit R19d')
    assert.equal(rule(lee({ action: 'collect' }), born), 'deny R19')
  })

  it('R19e: staff keep the administrative types that their role admits', () => {
    const desk = lee({ registeredProvider: false, staffTypes: new Set(['Appointment']) })
    const rec = ['Organization/clinic']
    assert.equal(rule(desk, item('Appointment', { rec })), 'permit R19e')
    assert.equal(rule(desk, item('Observation', { rec })), 'deny R19')
  })

  it('R19f: a device in the audience is no reason where there is a user', () => {
    const grantees = new Set(['Practitioner/lee'])
    const actors = new Set(['Practitioner/lee', 'Device/app'])
    const asks = lee({ actors, grantees, device: 'Device/app' })
    assert.equal(rule(asks, item('AuditEvent', { aud: ['Device/app'] })), 'deny R19')
    assert.equal(
      rule(asks, item('AuditEvent', { aud: ['Practitioner/lee'] }), law({}, { type: 'deny' })),
      'permit R19f',
    )
  })

  it('R20: own types stay closed in an emergency, and a session ends after five days', () => {
    const emergency = { patient: 'Patient/p', from: now - 1, until: now + 1 }
    const er = lee({ purpose: 'BTG', emergency })
    assert.equal(rule(er, item('Observation')), 'permit R20')
    assert.equal(rule(er, item('Communication')), 'deny R19')
    assert.equal(rule(er, item('Observation'), law({ emergency: 'off' })), 'deny R19')
    assert.equal(rule(er, item('Observation'), law({ posture: 'emergency-only' })), 'permit R20')
    const old = { ...emergency, from: now - 6 * 86_400_000 }
    assert.equal(rule(lee({ purpose: 'BTG', emergency: old }), item('Observation')), 'deny R19')
    assert.equal(
      rule(
        lee({ purpose: 'BTG', emergency: { ...emergency, patient: 'Patient/q' } }),
        item('Observation'),
      ),
      'deny R19',
    )
  })

  it('R21b: what she shares with another patient is decided for her alone, the other is masked', () => {
    const shared = item('Appointment', { cmp: ['Patient/p', 'Patient/q'] })
    const decision = decide(siti(), shared, law({}))
    assert.deepEqual(decision.decision === 'permit' && decision.obligations, ['mask-others'])
    assert.equal(rule(lee(), shared, law({}, permitLee)), 'deny R19')
  })

  it('R21: a Group is its recorder’s', () => {
    const group = item('Group', { cmp: ['Patient/p'], rec: ['Organization/clinic'] })
    assert.equal(rule(lee(), group), 'permit R22')
    assert.equal(rule(siti(), group), 'deny R22')
  })

  it('R22: the registry is a directory, brought rows are their recorder’s or seen through a referrer', () => {
    const row = item('Practitioner', { cmp: [], rec: ['Organization/hosp'] })
    assert.equal(rule(siti(), { ...row, reg: true }), 'permit R22')
    assert.equal(rule(siti(), row), 'deny R22')
    assert.equal(rule(siti(), row, law({}), true), 'permit R22')
    assert.equal(rule(lee(), { ...row, rec: ['Organization/clinic'] }), 'permit R22')
    assert.equal(rule(siti(), item('Device', { cmp: [], reg: true })), 'deny R22')
    assert.equal(rule(siti(), item('ValueSet', { cmp: [] })), 'permit R22')
  })

  it('R22: a registry row is changed by an administrator alone', () => {
    const row = item('Organization', { cmp: [], reg: true, rec: ['Organization/clinic'] })
    const administrator = asker('Device/amanah', {
      kind: 'administrator',
      hasUser: false,
      action: 'correct',
    })
    assert.equal(rule(lee({ action: 'correct' }), row), 'deny R22')
    assert.equal(
      rule(
        lee({ action: 'correct' }),
        item('Organization', { cmp: [], rec: ['Organization/clinic'] }),
      ),
      'permit R22',
    )
    assert.equal(rule(administrator, row), 'permit R22')
    assert.equal(rule({ ...administrator, action: 'access' }, item('Observation')), 'deny R1')
  })

  it('R22: what names no patient is its recorder’s alone', () => {
    const stray = item('Observation', { cmp: [], rec: ['Organization/clinic'] })
    assert.equal(rule(lee(), stray), 'permit R22')
    assert.equal(rule(siti(), stray), 'deny R22')
    assert.equal(rule(siti(), item('Observation', { cmp: [], rec: ['Patient/p'] })), 'permit R22')
  })
})
