/** From an act and its occasion to a line: ids and codes, nothing else. */
import assert from 'node:assert/strict'
import { type Act, lineOf, type Occasion } from '#audit/event.ts'
import type { Principal } from '#policy/principal.ts'

const asker = {
  scopes: [],
  purpose: 'TREAT',
  ceiling: 'R',
  grant: 'g1',
  steppedUp: false,
} as const

const doctor: Principal = {
  ...asker,
  kind: 'practitioner',
  who: 'Practitioner/lim',
  role: 'PractitionerRole/lim-1',
  organization: 'Organization/clinic',
  client: { id: 'c1', device: 'Device/app', name: 'Clinic app' },
}
const act: Act = {
  act: 'read',
  outcome: 'permit',
  rule: 'R18b',
  patients: ['Patient/siti', 'Patient/siti'],
  type: 'Observation',
  items: ['Observation/1'],
}
const occasion: Occasion = { id: 'e1', at: Date.UTC(2026, 0, 2), request: 'r1', principal: doctor }

describe('audit/event', () => {
  it('says who, acting as what, for whom, through which app, for which purpose', () => {
    assert.deepEqual(lineOf(act, occasion), {
      id: 'e1',
      at: '2026-01-02T00:00:00.000Z',
      act: 'read',
      outcome: 'permit',
      rule: 'R18b',
      who: 'Practitioner/lim',
      role: 'PractitionerRole/lim-1',
      organization: 'Organization/clinic',
      client: 'Device/app',
      purpose: 'TREAT',
      grant: 'g1',
      request: 'r1',
      patients: ['Patient/siti'],
      type: 'Observation',
      items: ['Observation/1'],
    })
  })

  it('prefers what was found for this request to what the token says', () => {
    const found = {
      ...occasion,
      role: 'PractitionerRole/found',
      organization: 'Organization/found',
    }
    const line = lineOf(act, found)
    assert.equal(line.role, 'PractitionerRole/found')
    assert.equal(line.organization, 'Organization/found')
  })

  it('leaves out what there is not', () => {
    const patient: Principal = {
      ...asker,
      kind: 'patient',
      who: 'Patient/siti',
      patient: 'Patient/siti',
    }
    const line = lineOf({ ...act, outcome: 'deny' }, { id: 'e2', at: 0, principal: patient })
    for (const name of ['role', 'organization', 'client', 'request', 'query'])
      assert.equal(name in line, false, name)
  })

  it('does not keep the name of the app', () => {
    assert.doesNotMatch(JSON.stringify(lineOf(act, occasion)), /Clinic app/)
  })
})
