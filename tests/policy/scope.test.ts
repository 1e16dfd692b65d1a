/** SMART scopes, v1 and v2. https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html */
import assert from 'node:assert/strict'
import { covers } from '#policy/scope/covers.ts'
import { formatScope } from '#policy/scope/format.ts'
import { intersect } from '#policy/scope/intersect.ts'
import { scopeNeeded } from '#policy/scope/needed.ts'
import { parseScopes } from '#policy/scope/parse.ts'
import { scopePermits, staysWithPatient } from '#policy/scope/permits.ts'

const types = new Set(['Observation', 'Condition', 'Patient'])
const parse = (text: string) => parseScopes(text, (type) => types.has(type))
const texts = (text: string) => parse(text).map(formatScope)

describe('parseScopes', () => {
  it('reads v2 and v1 side by side', () => {
    assert.deepEqual(texts('patient/Observation.rs user/*.cruds system/Patient.c'), [
      'patient/Observation.rs',
      'user/*.cruds',
      'system/Patient.c',
    ])
    assert.deepEqual(texts('patient/Observation.read user/Patient.write system/*.*'), [
      'patient/Observation.rs',
      'user/Patient.cud',
      'system/*.cruds',
    ])
  })

  it('reads granular parameters and the URI form', () => {
    const [scope] = parse(
      'http://smarthealthit.org/fhir/scopes/patient/Observation.rs?category=http%3A%2F%2Fx%7Clab',
    )
    assert.deepEqual(scope?.parameters, [['category', 'http://x|lab']])
  })

  for (const word of [
    'openid',
    'launch/patient',
    'patient/Observation',
    'patient/Observation.',
    'patient/Observation.sr',
    'patient/Observation.rr',
    'patient/Observation.x',
    'patient/Unknown.rs',
    'patient/observation.rs',
    'group/Observation.rs',
    'patient/Observation.constructor',
    'patient/*.rs?category=a',
    'patient/Observation.read?category=a',
    'patient/Observation.rs?',
    'patient/Observation.rs?category',
    'patient/Observation.rs?category=',
    'patient/Observation.rs?category:in=a',
    'patient/Observation.rs?subject.name=a',
    'patient/Observation.rs?_lastUpdated=2020',
    'patient/Observation.rs?code=%E0%A4%A',
    `patient/Observation.rs?code=${'a'.repeat(600)}`,
  ]) {
    it(`drops ${word.slice(0, 50)}`, () => {
      assert.deepEqual(texts(`${word} user/Patient.r`), ['user/Patient.r'])
    })
  }

  it('grants nothing beyond its limits', () => {
    assert.equal(parse('user/Patient.r '.repeat(100)).length, 1)
    assert.equal(parse('user/Patient.r '.repeat(101)).length, 0)
    assert.equal(parse(`user/Patient.r ${'x'.repeat(4096)}`).length, 0)
  })
})

describe('covers and intersect', () => {
  const both = (asked: string, registered: string) =>
    intersect(parse(asked), parse(registered)).map((scope) => scope.text)

  it('yields the narrower form', () => {
    const registered = 'patient/Observation.rs patient/Condition.rs'
    assert.deepEqual(both('patient/*.rs', registered), [
      'patient/Observation.rs',
      'patient/Condition.rs',
    ])
    assert.deepEqual(both('patient/Observation.cruds', 'patient/*.rs'), ['patient/Observation.rs'])
  })

  it('answers v1 in v1 while the letters allow', () => {
    assert.deepEqual(both('patient/*.read', 'patient/Observation.rs'), ['patient/Observation.read'])
    assert.deepEqual(both('patient/*.read', 'patient/*.cruds'), ['patient/*.read'])
    assert.deepEqual(both('patient/*.*', 'patient/Observation.rs'), ['patient/Observation.rs'])
  })

  it('keeps levels apart and drops what is not shared', () => {
    assert.deepEqual(both('user/Observation.rs', 'patient/Observation.rs'), [])
    assert.deepEqual(both('patient/Observation.r', 'patient/Observation.s'), [])
    assert.deepEqual(both('patient/Observation.r', 'patient/Condition.r'), [])
  })

  it('conjoins parameters and drops what another one covers', () => {
    assert.deepEqual(both('patient/Observation.rs?category=a', 'patient/Observation.rs?code=b'), [
      'patient/Observation.rs?category=a&code=b',
    ])
    assert.deepEqual(both('patient/Observation.r patient/Observation.rs', 'patient/*.rs'), [
      'patient/Observation.rs',
    ])
  })

  it('a narrower scope is covered, a wider one is not', () => {
    const [wide] = parse('user/*.rs')
    const [narrow] = parse('user/Patient.r?code=a')
    assert.ok(wide !== undefined && narrow !== undefined)
    assert.ok(covers(wide, narrow))
    assert.ok(!covers(narrow, wide))
  })
})

describe('scopePermits', () => {
  const may = (
    text: string,
    interaction: Parameters<typeof scopePermits>[1],
    type = 'Observation',
    patient?: string,
  ) =>
    scopePermits(
      { scopes: parse(text), ...(patient === undefined ? {} : { patient }) },
      interaction,
      type,
    ).length > 0

  it('asks each interaction for its letter', () => {
    assert.ok(may('user/Observation.r', 'read'))
    assert.ok(may('user/*.r', 'vread'))
    assert.ok(may('user/*.r', 'history-instance'))
    assert.ok(!may('user/Observation.r', 'search-type'))
    assert.ok(may('user/Observation.s', 'history-type'))
    assert.ok(may('user/Observation.u', 'patch'))
    assert.ok(!may('user/Observation.u', 'delete'))
    assert.ok(!may('user/Patient.r', 'read'))
    assert.ok(may('user/Observation.r', 'include') && may('user/Observation.s', 'include'))
  })

  it('asks a conditional interaction for the search too', () => {
    assert.ok(!may('user/Observation.c', 'conditional-create'))
    assert.ok(may('user/Observation.c user/Observation.s', 'conditional-create'))
    assert.ok(!may('user/Observation.cd', 'conditional-delete'))
    assert.ok(may('user/Observation.cus', 'conditional-update'))
  })

  it('gives a patient scope nothing without a patient', () => {
    assert.ok(!may('patient/*.cruds', 'read'))
    assert.ok(may('patient/*.cruds', 'read', 'Observation', 'Patient/a'))
  })

  it('keeps to the patient when only patient scopes answer', () => {
    assert.ok(staysWithPatient(parse('patient/*.rs')))
    assert.ok(!staysWithPatient(parse('patient/*.rs user/*.rs')))
    assert.ok(!staysWithPatient([]))
  })

  it('answers with the scopes whose parameters limit the rows', () => {
    const scopes = parse('user/Observation.c?code=a user/Observation.s')
    const found = scopePermits({ scopes }, 'conditional-create', 'Observation')
    assert.deepEqual(
      found.map((scope) => scope.text),
      ['user/Observation.c?code=a'],
    )
  })
})

describe('scopeNeeded', () => {
  it('names what was missing', () => {
    assert.equal(scopeNeeded('read', 'Observation'), 'user/Observation.r')
    assert.equal(scopeNeeded('conditional-update', 'Patient', 'system'), 'system/Patient.cus')
    assert.equal(scopeNeeded('search-type', 'Patient', 'patient'), 'patient/Patient.s')
  })
})
