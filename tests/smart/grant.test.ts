/** What the command line may mint: issue 3, item 9; smart.md 4.3. */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { grantForClient, grantForPerson } from '#smart/grant.ts'
import type { LiveClient } from '#smart/live-grant.ts'

const now = Date.parse('2026-11-25T08:00:00Z')
const isType = (name: string) => ['Patient', 'Observation', 'Encounter'].includes(name)
const input = { id: 'g1', now, isType }
const lab: LiveClient = {
  _id: 'lab',
  name: 'Lab',
  organization: 'Organization/lab',
  device: 'Device/lab',
  scopes: ['system/Observation.crs', 'system/Patient.r'],
  purpose: 'TREAT',
  disabled: false,
}

function refuses(act: () => unknown, words: RegExp): void {
  assert.throws(
    act,
    (error) => error instanceof OutcomeError && words.test(error.issues[0]?.diagnostics ?? ''),
  )
}

describe('smart/grant', () => {
  it('gives a client what it is registered for, for an hour', () => {
    assert.deepEqual(grantForClient(lab, input), {
      _id: 'g1',
      kind: 'client',
      who: 'Device/lab',
      organization: 'Organization/lab',
      client: 'lab',
      scopes: ['system/Observation.crs', 'system/Patient.r'],
      purpose: 'TREAT',
      ceiling: 'R',
      createdAt: now,
      expiresAt: now + 3_600_000,
      ended: false,
    })
  })

  it('cuts what a client asks to its registration', () => {
    assert.deepEqual(grantForClient(lab, { ...input, scope: 'system/*.rs' }).scopes, [
      'system/Observation.rs',
      'system/Patient.r',
    ])
    assert.deepEqual(grantForClient(lab, { ...input, scope: 'system/Observation.r' }).scopes, [
      'system/Observation.r',
    ])
    refuses(
      () => grantForClient(lab, { ...input, scope: 'system/Encounter.r' }),
      /registered for none/,
    )
  })

  it('gives each person the purpose that is theirs, and a fresh step-up as long as the token lives', () => {
    const siti = grantForPerson(
      { kind: 'patient', who: 'Patient/siti' },
      { ...input, minutes: 120 },
    )
    assert.deepEqual([siti.purpose, siti.patient, siti.ceiling], ['PATRQT', 'Patient/siti', 'V'])
    assert.deepEqual([siti.scopes, siti.steppedUpAt], [['user/*.cruds'], now + 7_200_000])
    const son = grantForPerson(
      { kind: 'representative', who: 'RelatedPerson/son', patient: 'Patient/siti' },
      input,
    )
    assert.deepEqual([son.purpose, son.patient], ['FAMRQT', 'Patient/siti'])
    const lim = grantForPerson(
      {
        kind: 'practitioner',
        who: 'Practitioner/lim',
        role: 'PractitionerRole/1',
        organization: 'Organization/o',
      },
      input,
    )
    assert.deepEqual(
      [lim.purpose, lim.role, lim.organization, lim.patient],
      ['TREAT', 'PractitionerRole/1', 'Organization/o', undefined],
    )
  })

  const siti = { kind: 'patient', who: 'Patient/siti' } as const
  const faults: readonly (readonly [name: string, act: () => unknown, words: RegExp])[] = [
    ['more than two hours', () => grantForPerson(siti, { ...input, minutes: 121 }), /1 to 120/],
    ['no time', () => grantForPerson(siti, { ...input, minutes: 0 }), /1 to 120/],
    ['part of a minute', () => grantForPerson(siti, { ...input, minutes: 1.5 }), /1 to 120/],
    [
      'a system scope for a person',
      () => grantForPerson(siti, { ...input, scope: 'system/*.r' }),
      /no system\/ scope/,
    ],
    [
      'a user scope for a client',
      () => grantForClient(lab, { ...input, scope: 'user/*.r' }),
      /no user\/ scope/,
    ],
    [
      'a word that is no scope',
      () => grantForPerson(siti, { ...input, scope: 'user/Pateint.r' }),
      /not a scope: user\/Pateint\.r/,
    ],
    ['an empty scope', () => grantForPerson(siti, { ...input, scope: ' ' }), /No scope/],
    ['a disabled client', () => grantForClient({ ...lab, disabled: true }, input), /disabled/],
  ]
  for (const [name, act, words] of faults) it(`refuses ${name}`, () => refuses(act, words))
})
