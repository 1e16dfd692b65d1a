/** https://hl7.org/fhir/R4/capabilitystatement.html: what is said is what is served. */
import assert from 'node:assert/strict'
import type { CapabilityStatement } from '@medplum/fhirtypes'
import { resourceTypes } from '#fhir/definitions/resource-types.ts'
import { searchParametersOf } from '#fhir/search/parameters.ts'
import { outcome } from '#tests/support/expect.ts'
import { base, frontDoor } from './support/front-door.ts'

describe('rest/metadata', () => {
  const narrow = {
    AuditEvent: { interactions: ['read', 'search-type'], searchParameters: ['patient', 'date'] },
  }
  const door = frontDoor({ narrow })
  const statement = async () =>
    (await door.as('').get('/fhir/metadata').expect(200)).body as CapabilityStatement

  it('is public, open to every origin, and looks at no token', async () => {
    const res = await door
      .as('')
      .get('/fhir/metadata')
      .set('Authorization', 'Bearer nonsense')
      .expect(200)
    assert.equal(res.headers['access-control-allow-origin'], '*')
    assert.match(res.headers['access-control-expose-headers'] ?? '', /ETag/)
    assert.equal((await door.as('').head('/fhir/metadata')).status, 200)
    await door.as('').get('/fhir/metadata/').expect(200)
    await door.as('').get('/fhir/metadata?mode=full&_format=json').expect(200)
  })

  it('describes this server', async () => {
    const { fhirVersion, kind, implementation, software, status, date, format } = await statement()
    assert.equal(fhirVersion, '4.0.1')
    assert.deepEqual([kind, status, date], ['instance', 'active', '2024-06-01T00:00:00.000Z'])
    assert.equal(implementation?.url, base)
    assert.deepEqual(software, { name: 'Amanah', version: '0.1.0' })
    assert.deepEqual(format, ['application/fhir+json', 'application/json', 'json'])
  })

  it('lists every R4 type with its search parameters, and less where less is served', async () => {
    const [rest] = (await statement()).rest ?? []
    const types = rest?.resource ?? []
    assert.deepEqual(
      types.map((one) => one.type),
      resourceTypes,
    )
    assert.equal(types.length, 146)
    const patient = types.find((one) => one.type === 'Patient')
    assert.deepEqual(
      patient?.interaction?.map((one) => one.code),
      ['read', 'vread', 'update', 'delete', 'history-instance', 'create', 'search-type'],
    )
    assert.deepEqual(
      patient?.searchParam?.map((one) => one.name),
      searchParametersOf('Patient')
        .filter((one) => one.type !== 'composite' && one.type !== 'special')
        .map((one) => one.code),
    )
    const audit = types.find((one) => one.type === 'AuditEvent')
    assert.deepEqual(
      audit?.interaction?.map((one) => one.code),
      ['read', 'search-type'],
    )
    assert.deepEqual(audit?.searchParam?.map((one) => one.name).sort(), ['date', 'patient'])
  })

  it('promises no interaction that the router does not serve', async () => {
    const [rest] = (await statement()).rest ?? []
    assert.deepEqual(
      rest?.interaction?.map((one) => one.code),
      ['transaction'],
    )
    const patient = rest?.resource?.find((one) => one.type === 'Patient')
    assert.equal(patient?.conditionalUpdate, false)
    assert.equal(patient?.conditionalDelete, 'not-supported')
    assert.equal(patient?.searchInclude, undefined)
    assert.equal(rest?.security?.extension, undefined)
    assert.equal(rest?.security?.cors, true)
    assert.equal(rest?.compartment?.length, 5)
  })

  it('refuses other formats, modes and parameters', async () => {
    await door
      .as('')
      .get('/fhir/metadata')
      .set('Accept', 'application/fhir+xml')
      .expect(outcome('not-supported', 406))
    await door.as('').get('/fhir/metadata?_format=xml').expect(outcome('not-supported', 406))
    await door.as('').get('/fhir/metadata?mode=terminology').expect(outcome('not-supported', 400))
    await door.as('').get('/fhir/metadata?x=1').expect(outcome('invalid', 400))
  })
})
