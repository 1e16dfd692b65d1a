/** What leaves of an item that is not open as a whole: the stub (R13b), the own part of a Consent (L47), words (R25). */
import assert from 'node:assert/strict'
import type { Decision } from '#policy/decision.ts'
import { mayHide, noDirectives } from '#policy/directives.ts'
import { explain } from '#policy/explain.ts'
import { ownPart } from '#policy/own-part.ts'
import { isRedacted } from '#policy/redacted.ts'
import { stubOf } from '#policy/stub.ts'

describe('stubOf', () => {
  const patient = {
    resourceType: 'Patient',
    id: 'p',
    meta: { versionId: '1', security: [{ system: 'x', code: 'PRS' }] },
    identifier: [{ value: 'secret' }],
    name: [{ text: 'Siti' }],
    birthDate: '1980-05-04',
    telecom: [{ value: '123' }],
    communication: [{ language: { text: 'Malay' } }],
  }

  it('holds id, name, birth year and language, and is marked', () => {
    const { meta, ...stub } = stubOf(patient) as { meta: { security: { code: string }[] } }
    assert.deepEqual(stub, {
      resourceType: 'Patient',
      id: 'p',
      name: patient.name,
      communication: patient.communication,
      birthDate: '1980',
    })
    assert.deepEqual(
      meta.security.map((label) => label.code),
      ['REDACTED'],
    )
    assert.ok(isRedacted(stubOf(patient)))
    assert.ok(!isRedacted(patient))
  })

  it('holds what she adds, never the labels', () => {
    const stub = stubOf(patient, ['telecom', 'birthDate', 'meta']) as Record<string, unknown>
    assert.deepEqual(stub.telecom, patient.telecom)
    assert.equal(stub.birthDate, '1980-05-04')
    assert.ok(!JSON.stringify(stub).includes('PRS'))
  })
})

describe('ownPart', () => {
  const actor = (reference: string) => ({ reference: { reference } })
  const lee = new Set(['Practitioner/lee'])
  const part = (provision: object, actors: ReadonlySet<string> = lee) =>
    ownPart(
      { resourceType: 'Consent', id: 'c', status: 'active', verification: [{}], provision },
      actors,
    ) as {
      provision?: object
    }

  it('shows no denies, no other trustees, no evidence', () => {
    const seen = part({
      type: 'permit',
      actor: [actor('Practitioner/lee'), actor('Practitioner/smith')],
      provision: [
        { type: 'deny', code: [{ text: 'HIV' }] },
        { type: 'permit', actor: [actor('Practitioner/smith')] },
      ],
    })
    assert.deepEqual(seen.provision, { type: 'permit', actor: [actor('Practitioner/lee')] })
    assert.ok(!JSON.stringify(seen).includes('verification'))
    assert.ok(isRedacted(seen))
  })

  it('keeps what a permit inherits to those inside it', () => {
    const seen = part({
      type: 'permit',
      actor: [actor('Practitioner/lee')],
      provision: [{ type: 'permit', class: [] }],
    })
    assert.deepEqual(seen.provision, {
      type: 'permit',
      actor: [actor('Practitioner/lee')],
      provision: [{ type: 'permit', class: [] }],
    })
  })

  it('finds the exception of a deny, and shows nothing to whom nothing is granted', () => {
    const provision = {
      type: 'deny',
      provision: [{ type: 'permit', actor: [actor('Practitioner/lee')] }],
    }
    assert.deepEqual(part(provision).provision, {
      type: 'permit',
      actor: [actor('Practitioner/lee')],
    })
    assert.equal(part(provision, new Set(['Practitioner/er'])).provision, undefined)
  })
})

describe('explain', () => {
  const deny = (rule: string): Decision => ({ decision: 'deny', rule, basis: [] })
  const permit = (rule: string): Decision => ({
    decision: 'permit',
    rule,
    basis: [],
    obligations: [],
  })

  it('tells the patient why, by name', () => {
    assert.equal(
      explain(deny('R18a'), 'patient', { asker: 'Dr Lim' }),
      "Dr Lim can't see this: you blocked it.",
    )
    assert.match(explain(permit('R19e'), 'patient', { asker: 'Dr Lim' }), /^Dr Lim .* recorded it/)
  })

  it('tells the requester no more than an absent item would', () => {
    const refusals = ['R16b', 'R18a', 'R18c', 'R19', 'R22'].map((rule) =>
      explain(deny(rule), 'requester'),
    )
    assert.deepEqual(new Set(refusals), new Set(['There is no such resource.']))
    const told = explain(deny('R18a'), 'requester', { tellThem: true })
    assert.equal(told, 'There is no such resource. You may ask the patient.')
  })

  it('has a sentence for every rule and both voices', () => {
    const permits = [
      'R0',
      'R13b',
      'R16',
      'R17',
      'R18b',
      'R19',
      'R19d',
      'R19e',
      'R19f',
      'R20',
      'R22',
    ]
    const denies = ['R0', 'R1', 'R16b', 'R16c', 'R16d', 'R18a', 'R18c', 'R19', 'R22']
    for (const decision of [...permits.map(permit), ...denies.map(deny)])
      for (const audience of ['patient', 'requester'] as const)
        assert.match(explain(decision, audience), /^[A-Z][^{}]+\.$/, `${decision.rule} ${audience}`)
    const sentences = [...permits.map(permit), ...denies.map(deny)].map((one) =>
      explain(one, 'patient'),
    )
    assert.equal(new Set(sentences).size, sentences.length)
  })
})

describe('mayHide', () => {
  it('asks to look for references only where something could be hidden', () => {
    const none = noDirectives('Patient/p')
    assert.ok(!mayHide(none))
    assert.ok(mayHide({ ...none, above: 1 }))
  })
})
