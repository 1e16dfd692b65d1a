/** The registry that the random worlds share: two organisations under a group, a doctor of each, staff, and a pool. */
import type { Resource } from '@medplum/fhirtypes'
import { staffRoleSystem } from '#record/actors.ts'
import type { Given } from './hearth.ts'

const snomed = 'http://snomed.info/sct'

const organization = (id: string, parent?: string): Resource => ({
  resourceType: 'Organization',
  id,
  name: id,
  ...(parent === undefined ? {} : { partOf: { reference: `Organization/${parent}` } }),
})

const person = (id: string): Resource => ({
  resourceType: 'Practitioner',
  id,
  name: [{ family: id }],
})

const role = (who: string, where: string, system: string, code: string): Resource => ({
  resourceType: 'PractitionerRole',
  id: `${who}-${where}`,
  practitioner: { reference: `Practitioner/${who}` },
  organization: { reference: `Organization/${where}` },
  code: [{ coding: [{ system, code }] }],
})

const rows: readonly Resource[] = [
  organization('group'),
  organization('clinic', 'group'),
  organization('hosp'),
  person('lee'),
  person('smith'),
  person('aminah'),
  person('desk'),
  role('lee', 'clinic', snomed, '158965000'),
  role('smith', 'hosp', snomed, '158965000'),
  role('aminah', 'clinic', staffRoleSystem, 'health-educator'),
  role('desk', 'clinic', staffRoleSystem, 'front-desk'),
  {
    resourceType: 'CareTeam',
    id: 'pool',
    status: 'active',
    participant: [{ member: { reference: 'PractitionerRole/aminah-clinic' } }],
  },
]

export const townRegistry: readonly Given[] = rows.map((resource) => ({
  resource: resource as unknown as Given['resource'],
  recorder: 'Device/amanah',
  registry: true,
}))
