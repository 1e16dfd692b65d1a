/** What a Consent becomes (R4–R6), and what is not understood (R5). */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { compile, isVerified } from '#policy/consent/compile.ts'
import { settingsOf } from '#policy/consent/posture.ts'
import { reachOf, reachOfAuthorities } from '#policy/reach.ts'

const hl7 = 'http://terminology.hl7.org/CodeSystem'
const hers = { byPatientSide: true, verified: false, timeZone: 'UTC' }
const to = (reference: string, role?: string) => ({
  ...(role === undefined ? {} : { role: { coding: [{ code: role }] } }),
  reference: { reference },
})
const consent = (provision: object, more: object = {}) => ({
  resourceType: 'Consent',
  id: 'c',
  status: 'active',
  patient: { reference: 'Patient/p' },
  scope: { coding: [{ system: `${hl7}/consentscope`, code: 'patient-privacy' }] },
  provision,
  ...more,
})
const ruleOf = (provision: object, more: object = {}) => compile(consent(provision, more), hers)
const policy = (code: string) => ({
  policyRule: { coding: [{ system: `${hl7}/v3-ActCode`, code }] },
})

describe('compile', () => {
  it('counts an active privacy Consent that is not the posture', () => {
    assert.ok(ruleOf({ type: 'permit' }).counts)
    assert.ok(!ruleOf({ type: 'permit' }, { status: 'inactive' }).counts)
    const scope = { coding: [{ system: `${hl7}/consentscope`, code: 'adr' }] }
    assert.ok(!ruleOf({ type: 'permit' }, { scope }).counts)
    const category = [
      {
        coding: [
          { system: 'https://amanah.example/fhir/CodeSystem/consent-category', code: 'posture' },
        ],
      },
    ]
    assert.ok(!ruleOf({ type: 'permit' }, { category }).counts)
  })

  it('lets a child inherit what it leaves out, and conjoins periods and opposite actors', () => {
    const { root } = ruleOf({
      type: 'permit',
      actor: [to('Organization/clinic')],
      period: { end: '2025-12-31' },
      class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }],
      provision: [
        { type: 'deny', actor: [to('Practitioner/smith')], period: { end: '2030' } },
        { type: 'permit', actor: [to('Practitioner/lee')] },
      ],
    })
    const [deny, permit] = root.provisions
    assert.deepEqual(deny?.classes, root.classes)
    assert.equal(deny?.to, root.to)
    assert.equal(deny?.actors?.length, 2)
    assert.equal(permit?.actors?.length, 1)
    assert.equal(permit?.path, 'provision.provision[1]')
  })

  it('reads roles: recipient, source, or either', () => {
    const [list] = ruleOf({
      type: 'deny',
      actor: [
        to('Practitioner/a', 'IRCP'),
        to('Organization/b', 'CST'),
        to('Device/c', 'WEIRD'),
        to('Group/d'),
      ],
    }).root.actors ?? [[]]
    assert.deepEqual(
      list?.map((actor) => actor.as),
      ['recipient', 'source', 'either', 'recipient'],
    )
  })

  it('resolves what an item refers to, and what a code contains', () => {
    const { root } = compile(
      consent({
        type: 'deny',
        data: [{ meaning: 'related', reference: { reference: 'Encounter/e' } }],
        code: [{ coding: [{ system: 'urn:s', code: 'a' }] }],
      }),
      { ...hers, related: () => ['Condition/x'], expand: (code) => [`${code}1`] },
    )
    assert.deepEqual(root.data?.[0]?.ids, ['Condition/x'])
    assert.deepEqual(root.codes, ['urn:s|a', 'urn:s|a1'])
  })

  for (const [why, provision, more] of [
    ['a modifier', { type: 'permit', modifierExtension: [{ url: 'urn:x' }] }, {}],
    [
      'a modifier deep inside',
      {
        type: 'permit',
        provision: [
          {
            type: 'deny',
            data: [
              {
                meaning: 'instance',
                reference: { reference: 'Condition/a' },
                modifierExtension: [{ url: 'urn:x' }],
              },
            ],
          },
        ],
      },
      {},
    ],
    ['a modifier on the Consent', { type: 'permit' }, { modifierExtension: [{ url: 'urn:x' }] }],
    ['implicit rules', { type: 'permit' }, { implicitRules: 'urn:x' }],
    [
      'an actor without a literal reference',
      { type: 'permit', actor: [{ reference: { display: 'Dr Lim' } }] },
      {},
    ],
    [
      'an actor elsewhere',
      { type: 'permit', actor: [to('https://other.org/fhir/Practitioner/1')] },
      {},
    ],
    [
      'a purpose of an unknown system',
      { type: 'permit', purpose: [{ system: 'urn:x', code: 'TREAT' }] },
      {},
    ],
    [
      'an unknown purpose',
      { type: 'permit', purpose: [{ system: `${hl7}/v3-ActReason`, code: 'FUN' }] },
      {},
    ],
    [
      'an unknown label',
      { type: 'permit', securityLabel: [{ system: `${hl7}/v3-ActCode`, code: 'FOO' }] },
      {},
    ],
    [
      'an unknown class system',
      { type: 'permit', class: [{ system: 'urn:ietf:bcp:13', code: 'application/pdf' }] },
      {},
    ],
    ['an action in words', { type: 'permit', action: [{ text: 'read' }] }, {}],
    ['a code in words', { type: 'permit', code: [{ text: 'HIV' }] }, {}],
    [
      'data elsewhere',
      { type: 'permit', data: [{ meaning: 'instance', reference: { display: 'x' } }] },
      {},
    ],
    ['a child without a type', { type: 'permit', provision: [{}] }, {}],
    ['a root without a type', {}, {}],
  ] as const) {
    it(`only restricts with ${why}`, () => {
      const rule = ruleOf(provision, more)
      assert.ok(rule.restrictsOnly)
      assert.ok(rule.unclear.length > 0)
    })
  }

  it('lets what is not understood match everything', () => {
    const { root } = ruleOf({
      type: 'deny',
      securityLabel: [{ system: 'urn:x', code: 'y' }],
      actor: [{ reference: {} }],
    })
    assert.equal(root.labels, undefined)
    assert.deepEqual(root.actors, [[{ as: 'recipient', reference: '*' }]])
  })

  it('reads a bare root by its policy', () => {
    assert.equal(ruleOf({}, policy('OPTOUT')).root.type, 'deny')
    assert.equal(ruleOf({}, policy('EMRGONLY')).root.type, 'deny')
    assert.equal(ruleOf({}, policy('OPTIN')).root.type, undefined)
    const sourced = ruleOf(
      { actor: [to('Organization/x', 'CST'), to('Practitioner/y')] },
      policy('OPTINR'),
    ).root
    assert.equal(sourced.type, 'deny')
    assert.deepEqual(sourced.actors, [[{ as: 'source', reference: 'Organization/x' }]])
  })

  it('drops the dimensions of a root that says nothing from its denies', () => {
    const { root } = ruleOf(
      { actor: [to('Practitioner/y')], provision: [{ type: 'deny' }] },
      policy('OPTIN'),
    )
    assert.equal(root.provisions[0]?.actors, undefined)
  })

  it('names nobody until confirmed, if her side did not write it', () => {
    const theirs = { ...hers, byPatientSide: false }
    const made = compile(consent({ type: 'permit' }), theirs)
    assert.ok(made.restrictsOnly && made.namesNobody)
    const confirmed = compile(consent({ type: 'permit' }), { ...theirs, verified: true })
    assert.ok(!confirmed.restrictsOnly && !confirmed.namesNobody)
    assert.ok(isVerified({ verification: [{ verified: true }] }))
    assert.ok(!isVerified({ verification: [{ verified: false }] }))
  })

  it('survives being stored', () => {
    const rule = ruleOf({
      type: 'permit',
      actor: [to('Practitioner/lee')],
      period: { start: '2025' },
    })
    assert.deepEqual(JSON.parse(JSON.stringify(rule)), rule)
  })
})

describe('reachOf', () => {
  it('finds the asker by any one list of actors, and everyone by a source or none', () => {
    const rows = reachOf(
      ruleOf({
        type: 'permit',
        actor: [to('Organization/clinic')],
        provision: [{ type: 'deny', actor: [to('Practitioner/smith'), to('Practitioner/er')] }],
      }),
    )
    assert.deepEqual(rows, [
      { actor: 'Organization/clinic', effect: 'permit' },
      { actor: 'Organization/clinic', effect: 'deny' },
    ])
    assert.deepEqual(reachOf(ruleOf({ type: 'deny' })), [{ actor: '*', effect: 'deny' }])
    assert.deepEqual(reachOf(ruleOf({ type: 'deny', actor: [to('Organization/x', 'CST')] })), [
      { actor: '*', effect: 'deny' },
    ])
    assert.deepEqual(reachOf(ruleOf({ type: 'permit' }, { status: 'inactive' })), [])
  })

  it('finds a posture that opens, and a legal authority', () => {
    const consentRule = ruleOf({}, { status: 'inactive' })
    const settings = settingsOf(posture('open-care'))
    assert.deepEqual(reachOf(consentRule, settings), [{ actor: '*', effect: 'posture' }])
    assert.deepEqual(reachOf(consentRule, settingsOf(posture('closed'))), [])
    assert.deepEqual(reachOfAuthorities([{ who: 'RelatedPerson/mum' }]), [
      { actor: 'RelatedPerson/mum', effect: 'permit' },
    ])
  })
})

describe('settingsOf', () => {
  it('reads the posture and what stands beside it', () => {
    const url = 'https://amanah.example/fhir/StructureDefinition'
    const extension = [
      { url: `${url}/emergency-ceiling`, valueCode: 'N' },
      { url: `${url}/longest-hold`, valueUnsignedInt: 5 },
      { url: `${url}/drop-box`, valueBoolean: false },
      { url: `${url}/stub-element`, valueCode: 'photo' },
    ]
    const settings = settingsOf({ ...posture('emergency-only'), extension })
    assert.equal(settings?.posture, 'emergency-only')
    assert.equal(settings?.emergency, 'N')
    assert.equal(settings?.longestHold, 5)
    assert.equal(settings?.dropBox, false)
    assert.deepEqual(settings?.stubElements, ['photo'])
  })

  it('opens nothing by a word nobody knows, and is none if not active', () => {
    assert.equal(settingsOf(posture('wide-open'))?.posture, 'trusted-only')
    assert.equal(settingsOf({ ...posture('open-care'), status: 'inactive' }), undefined)
    assert.equal(settingsOf(consent({ type: 'permit' })), undefined)
  })
})

function posture(name: string): object {
  return {
    ...consent({}),
    category: [
      {
        coding: [
          { system: 'https://amanah.example/fhir/CodeSystem/consent-category', code: 'posture' },
        ],
      },
    ],
    policy: [{ uri: `https://amanah.example/fhir/posture/${name}` }],
  }
}

describe('IHE PCF Consents', () => {
  const folder = '../shared/data/consent/ihe-pcf'
  const files = existsSync(folder) ? readdirSync(folder) : []

  it('are 23 (skipped where the shared data are absent)', function () {
    if (files.length === 0) this.skip()
    assert.equal(files.length, 23)
  })

  for (const file of files) {
    it(`${file} compiles`, () => {
      const rule = compile(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as object, hers)
      assert.ok(rule.counts)
      // the one purpose of an unknown code system makes its Consent unclear
      assert.equal(rule.unclear.length > 0, file === 'ex-consent-intermediate-purpose.json')
    })
  }
})
