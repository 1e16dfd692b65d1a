/** The role table (R1), and what a principal becomes in the eyes of the law (R7). */
import assert from 'node:assert/strict'
import { askingFor, contextOf } from '#policy/context.ts'
import type { Principal, PrincipalClient } from '#policy/principal.ts'
import { roleAdmits, staffTypesOf } from '#policy/role.ts'

const asker = { scopes: [], purpose: 'TREAT', ceiling: 'V', grant: 'g', steppedUp: false } as const
const app: PrincipalClient = { id: 'a', device: 'Device/app', name: 'App' }
const patient: Principal = { ...asker, kind: 'patient', who: 'Patient/p', patient: 'Patient/p' }
const doctor: Principal = {
  ...asker,
  kind: 'practitioner',
  who: 'Practitioner/lee',
  role: 'PractitionerRole/r',
  organization: 'Organization/clinic',
}
const backend: Principal = {
  ...asker,
  kind: 'client',
  who: 'Device/ehr',
  organization: 'Organization/clinic',
}
const administrator: Principal = { ...asker, kind: 'administrator', who: 'Device/amanah' }

describe('roleAdmits', () => {
  it('lets nobody write the witness or who is one person', () => {
    for (const principal of [patient, doctor, backend, administrator])
      for (const type of ['AuditEvent', 'Person'])
        for (const interaction of ['create', 'update', 'patch', 'delete'] as const)
          assert.ok(!roleAdmits(principal, interaction, type))
    assert.ok(roleAdmits(patient, 'read', 'AuditEvent'))
  })

  it('keeps the patient side from the directory', () => {
    assert.ok(!roleAdmits(patient, 'create', 'Practitioner'))
    assert.ok(!roleAdmits(patient, 'create', 'ValueSet'))
    assert.ok(roleAdmits(patient, 'read', 'Practitioner'))
    assert.ok(roleAdmits(patient, 'create', 'Observation'))
  })

  it('lets her name people in her own session, not through an app', () => {
    for (const type of ['RelatedPerson', 'CareTeam']) {
      assert.ok(roleAdmits(patient, 'create', type))
      assert.ok(!roleAdmits({ ...patient, client: app }, 'create', type))
    }
    assert.ok(roleAdmits({ ...patient, client: app }, 'create', 'Consent'))
  })

  it('gives a backend its display data and an administrator the registry alone', () => {
    assert.ok(roleAdmits(backend, 'create', 'Practitioner'))
    assert.ok(roleAdmits(administrator, 'create', 'Practitioner'))
    assert.ok(!roleAdmits(administrator, 'read', 'Observation'))
  })

  it('admits administrative types by staff role', () => {
    const system = 'https://amanah.example/fhir/CodeSystem/staff-role'
    assert.ok(staffTypesOf([`${system}|front-desk`]).includes('Appointment'))
    assert.ok(!staffTypesOf([`${system}|billing`]).includes('Appointment'))
    assert.deepEqual(staffTypesOf([`${system}|educator`, 'urn:x|front-desk', 'nonsense']), [])
  })
})

describe('contextOf', () => {
  const given = { actors: ['Organization/group'], action: 'access', now: 0 } as const

  it('adds the principal to its closure', () => {
    const context = contextOf({ ...doctor, client: app }, given)
    assert.deepEqual([...context.actors].sort(), [
      'Device/app',
      'Organization/clinic',
      'Organization/group',
      'Practitioner/lee',
      'PractitionerRole/r',
    ])
    assert.ok(context.hasUser && !context.registeredProvider)
    assert.equal(context.owner, undefined)
  })

  it('lets a device be a grantee only where there is no user', () => {
    assert.ok(!contextOf({ ...doctor, client: app }, given).grantees.has('Device/app'))
    const context = contextOf(backend, given)
    assert.ok(context.grantees.has('Device/ehr'))
    assert.equal(context.device, 'Device/ehr')
  })

  it('knows the owner, the ceiling and another action', () => {
    const context = contextOf({ ...patient, ceiling: 'N' }, given)
    assert.equal(context.owner, 'Patient/p')
    assert.equal(context.ceiling, 3)
    assert.equal(askingFor(context, 'correct').action, 'correct')
    assert.equal(askingFor(context, 'access'), context)
  })

  it('takes the acting organisation from the registry where the token names none', () => {
    const { organization: _organization, ...loose } = doctor
    const context = contextOf(loose as Principal, { ...given, organization: 'Organization/hosp' })
    assert.equal(context.organization, 'Organization/hosp')
    assert.ok(context.actors.has('Organization/hosp'))
  })
})
