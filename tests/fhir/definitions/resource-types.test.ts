import assert from 'node:assert/strict'
import { isResourceType, resourceTypes } from '#fhir/definitions/resource-types.ts'

describe('resourceTypes', () => {
  it('are the 146 concrete types of R4, sorted', () => {
    assert.equal(resourceTypes.length, 146)
    assert.deepEqual(
      resourceTypes,
      resourceTypes.toSorted((a, b) => (a < b ? -1 : 1)),
    )
    for (const type of ['Patient', 'Parameters', 'Bundle', 'Binary', 'CatalogEntry'])
      assert.ok(isResourceType(type), type)
  })

  it('are not abstract types, datatypes, backbone elements or other names', () => {
    const others = ['Resource', 'DomainResource', 'HumanName', 'Patient.contact', 'patient', 'Bot']
    for (const name of [...others, 'SubscriptionStatus', 'constructor', '', undefined, 1])
      assert.equal(isResourceType(name), false, String(name))
  })
})
