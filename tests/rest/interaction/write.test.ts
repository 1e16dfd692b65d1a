/** https://hl7.org/fhir/R4/http.html#create, https://hl7.org/fhir/R4/http.html#update, https://hl7.org/fhir/R4/http.html#delete */
import assert from 'node:assert/strict'
import { outcome } from '#tests/support/expect.ts'
import { base, type FrontDoor, frontDoor } from '../support/front-door.ts'

const patient = { resourceType: 'Patient', id: '1' }

describe('rest/interaction: create, update, delete', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor()
    door.record.put('Patient', '1')
    door.record.put('Patient', 'found')
  })
  const create = () => door.as('siti').post('/fhir/Patient').send(patient)
  const update = (path = '/fhir/Patient/1') => door.as('siti').put(path).send(patient)

  it('creates: 201 with Location, ETag, Last-Modified and the resource', async () => {
    const res = await create().expect(201)
    assert.equal(res.headers.location, `${base}/Patient/new-1/_history/v1`)
    assert.equal(res.headers.etag, 'W/"v1"')
    assert.ok(res.headers['last-modified'])
    assert.equal(res.body.id, 'new-1')
  })

  it('gives back what the client prefers, and says which preference it kept', async () => {
    const minimal = await create().set('Prefer', 'return=minimal').expect(201)
    assert.equal(minimal.text, '')
    assert.equal(minimal.headers['preference-applied'], 'return=minimal')
    const told = await create().set('Prefer', 'return=OperationOutcome').expect(201)
    assert.equal(told.body.resourceType, 'OperationOutcome')
    assert.equal(told.body.issue[0].severity, 'information')
    const odd = await create().set('Prefer', 'return=presentation').expect(201)
    assert.equal(odd.body.resourceType, 'Patient')
    assert.equal(odd.headers['preference-applied'], undefined)
  })

  it('hands If-None-Exist to the record and answers 200 with the one found', async () => {
    const res = await create().set('If-None-Exist', '?identifier=a%7Cb').expect(200)
    assert.equal(res.headers.location, `${base}/Patient/found/_history/v1`)
    assert.deepEqual(door.record.asked[0]?.with, {
      body: JSON.stringify(patient),
      ifNoneExist: 'identifier=a%7Cb',
    })
    await create()
      .set('If-None-Exist', ' ')
      .expect(outcome('invalid', 400, { says: /If-None-Exist/ }))
  })

  it('updates under If-Match, and answers 412 when the version has moved on', async () => {
    const res = await update().set('If-Match', 'W/"v1"').expect(200)
    assert.equal(res.headers.etag, 'W/"v2"')
    await update().set('If-Match', 'W/"v1"').expect(outcome('conflict', 412))
    await update().set('If-Match', '*').expect(200)
    await update()
      .set('If-Match', 'W/')
      .expect(outcome('invalid', 400, { says: /If-Match/ }))
  })

  it('answers an id that cannot be with the rule it breaks', async () => {
    await update('/fhir/Patient/bad_id').expect(outcome('value', 400, { expression: 'Patient.id' }))
    await update('/fhir/Patient/absent').expect(outcome('not-found', 404))
  })

  it('deletes: 204, or 200 with an outcome if asked', async () => {
    await door
      .as('siti')
      .delete('/fhir/Patient/1')
      .set('If-Match', 'W/"v9"')
      .expect(outcome('conflict', 412))
    const res = await door.as('siti').delete('/fhir/Patient/1').expect(204)
    assert.equal(res.text, '')
    const told = await door
      .as('siti')
      .delete('/fhir/Patient/found')
      .set('Prefer', 'return=OperationOutcome')
    assert.equal(told.status, 200)
    assert.equal(told.body.resourceType, 'OperationOutcome')
    await door.as('siti').delete('/fhir/Patient/absent').expect(outcome('not-found', 404))
  })

  it('does not let parameters turn an update into another one', async () => {
    await update('/fhir/Patient/1?identifier=x').expect(outcome('invalid', 400))
    assert.equal(door.record.asked.length, 0)
  })
})
