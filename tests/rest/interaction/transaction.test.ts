/** https://hl7.org/fhir/R4/http.html#transaction */
import assert from 'node:assert/strict'
import { bundle, bundleOf, outcome } from '#tests/support/expect.ts'
import { type FrontDoor, frontDoor } from '../support/front-door.ts'

const transaction = { resourceType: 'Bundle', type: 'transaction', entry: [] }

describe('rest/interaction: transaction', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor()
  })
  const post = (body: object | string, path = '/fhir') =>
    door.as('siti').post(path).set('Content-Type', 'application/fhir+json').send(body)

  for (const path of ['/fhir', '/fhir/'])
    it(`is taken at ${path} and answered in the order of its entries`, async () => {
      const res = await post(transaction, path).expect(bundle('transaction-response'))
      assert.deepEqual(bundleOf(res).entry?.[0]?.response, {
        status: '201 Created',
        location: 'Patient/made/_history/v1',
        etag: 'W/"v1"',
        lastModified: '2024-01-01T08:00:00.250Z',
      })
      assert.equal(bundleOf(res).entry?.[1]?.resource?.id, 'made')
      assert.equal(bundleOf(res).entry?.[1]?.response?.status, '200 OK')
    })

  it('hands the text on unparsed', async () => {
    const text = '{"resourceType":"Bundle","type":"transaction","entry":[{"x":1.00}]}'
    await post(text).expect(200)
    assert.equal(door.record.asked[0]?.with, text)
  })

  it('refuses other resources, other types of Bundle, and says that batch is not served', async () => {
    await post({ resourceType: 'Patient' }).expect(
      outcome('invalid', 400, { expression: 'resourceType' }),
    )
    await post({ ...transaction, type: 'collection' }).expect(
      outcome('invalid', 400, { expression: 'Bundle.type' }),
    )
    await post({ ...transaction, type: 'batch' }).expect(
      outcome('not-supported', 404, { says: /batch/ }),
    )
    assert.equal(door.record.asked.length, 0)
  })
})
