/** Rules of consent.md section 5 that the decision cases do not reach, each open and shut: what she says opens and closes (R0–R13b). */
import assert from 'node:assert/strict'
import { decide } from '#policy/consent/decide.ts'
import { asker, classes, data, hl7, item, law, lee, permitLee, rule, siti } from './examples.ts'

describe('consent rules', () => {
  it('R0: a service acts on the types that it declares', () => {
    const service = asker('Device/amanah', {
      kind: 'system',
      hasUser: false,
      types: new Set(['Task']),
    })
    assert.equal(rule(service, item('Task')), 'permit R0')
    assert.equal(rule(service, item('Observation')), 'deny R0')
  })

  it('R1: the grant bounds label, type and compartment', () => {
    assert.equal(rule(siti({ ceiling: 3 }), item('Observation', { con: 4 })), 'deny R1')
    assert.equal(rule(siti({ types: new Set(['Patient']) }), item('Observation')), 'deny R1')
    const compartment = 'Patient/q'
    assert.equal(rule(siti({ compartment }), item('Observation')), 'deny R1')
    assert.equal(
      rule(siti({ compartment }), item('Organization', { cmp: [], reg: true })),
      'permit R22',
    )
  })

  it('R8: a permit must name an emergency purpose', () => {
    const purpose = (code: string) => ({ purpose: [{ system: `${hl7}/v3-ActReason`, code }] })
    const asks = lee({ purpose: 'BTG' })
    assert.equal(
      rule(asks, item('Observation'), law({}, { ...permitLee, ...purpose('TREAT') })),
      'deny R19',
    )
    assert.equal(
      rule(asks, item('Observation'), law({}, { ...permitLee, ...purpose('ETREAT') })),
      'permit R18b',
    )
    assert.equal(
      rule(asks, item('Observation'), law({}, permitLee, { type: 'deny', ...purpose('TREAT') })),
      'deny R18a',
    )
  })

  it('R9: using works on what one may access', () => {
    assert.equal(
      rule(lee({ action: 'use' }), item('Observation'), law({}, permitLee)),
      'permit R18b',
    )
    assert.equal(
      rule(lee({ action: 'disclose' }), item('Observation'), law({}, permitLee)),
      'deny R19',
    )
  })

  it('R10: a class is a type, a profile or a document type', () => {
    const profile = { class: [{ system: 'urn:ietf:rfc:3986', code: 'http://x.org/p' }] }
    const document = { class: [{ system: 'http://loinc.org', code: '11488-4' }] }
    const asks = lee()
    assert.equal(
      rule(
        asks,
        item('Observation', { prf: ['http://x.org/p'] }),
        law({}, { ...permitLee, ...profile }),
      ),
      'permit R18b',
    )
    assert.equal(
      rule(asks, item('Observation'), law({}, { ...permitLee, ...profile })),
      'deny R18c',
    )
    const cod = ['http://loinc.org|11488-4']
    assert.equal(
      rule(asks, item('DocumentReference', { cod }), law({}, { ...permitLee, ...document })),
      'permit R18b',
    )
    assert.equal(
      rule(asks, item('Observation', { cod }), law({}, { ...permitLee, ...document })),
      'deny R18c',
    )
  })

  it('R10: a permit reads primary codes, a deny any coding', () => {
    const code = { code: [{ coding: [{ system: 'urn:s', code: 'a' }] }] }
    const deep = item('Observation', { any: ['urn:s|a'] })
    assert.equal(rule(lee(), deep, law({}, { ...permitLee, ...code })), 'deny R18c')
    assert.equal(rule(lee(), deep, law({}, permitLee, { type: 'deny', ...code })), 'deny R18a')
    assert.equal(
      rule(lee(), item('Observation', { cod: ['urn:s|a'] }), law({}, { ...permitLee, ...code })),
      'permit R18b',
    )
  })

  it('R10b: an own type is named by data too, an author names nothing', () => {
    const message = item('Communication', {
      out: ['CommunicationRequest/r'],
      aut: ['Practitioner/lee'],
    })
    const asks = lee()
    assert.equal(
      rule(
        asks,
        message,
        law({}, { ...permitLee, ...data('dependents', 'CommunicationRequest/r') }),
      ),
      'permit R18b',
    )
    assert.equal(
      rule(asks, message, law({}, { ...permitLee, ...data('authoredby', 'Practitioner/lee') })),
      'deny R19',
    )
    assert.equal(
      rule(
        asks,
        item('Observation', { aut: ['Practitioner/lee'] }),
        law({}, { ...permitLee, ...data('authoredby', 'Practitioner/lee') }),
      ),
      'permit R18b',
    )
  })

  it('R11: an Encounter is related to what names it as such', () => {
    const related = { ...permitLee, ...data('related', 'Encounter/e') }
    assert.equal(
      rule(lee(), item('Observation', { enc: ['Encounter/e'] }), law({}, related)),
      'permit R18b',
    )
    assert.equal(
      rule(lee(), item('Observation', { out: ['Encounter/e'] }), law({}, related)),
      'deny R19',
    )
  })

  it('R13b: the person behind an item is known to whom she trusts or who recorded something of her', () => {
    const her = item('Patient', { ref: 'Patient/p' })
    assert.equal(
      rule(lee(), her, law({}, { ...permitLee, ...classes('Observation') })),
      'permit R13b',
    )
    assert.equal(rule(lee(), her, law({}, permitLee)), 'permit R18b')
    assert.equal(rule(lee(), { ...her, aud: ['Organization/clinic'] }), 'permit R13b')
    assert.equal(
      rule(lee({ purpose: 'HRESCH' }), { ...her, aud: ['Organization/clinic'] }),
      'deny R19',
    )
    const closed = law({ posture: 'closed' }, { ...permitLee, ...classes('Observation') })
    assert.equal(rule(lee(), her, closed), 'deny R18c')
    assert.deepEqual(decide(lee(), { ...her, aud: ['Organization/clinic'] }, law({})), {
      decision: 'permit',
      rule: 'R13b',
      basis: [],
      obligations: ['stub'],
    })
  })
})
