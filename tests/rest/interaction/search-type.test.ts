/** https://hl7.org/fhir/R4/http.html#search, https://hl7.org/fhir/R4/http.html#paging */
import assert from 'node:assert/strict'
import { bundle, bundleOf, linkOf, outcome } from '#tests/support/expect.ts'
import { base, type FrontDoor, frontDoor } from '../support/front-door.ts'

describe('rest/interaction: search', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor()
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      door.record.put('Observation', id, ',"valueDecimal":1.00')
  })
  const search = (query: string, who = 'siti') => door.as(who).get(`/fhir/Observation${query}`)

  it('joins stored texts to a searchset with absolute addresses', async () => {
    const res = await search('').expect(
      bundle('searchset', { ids: ['a', 'b', 'c', 'd', 'e'], total: 5 }),
    )
    const { entry, id, timestamp, link } = bundleOf(res)
    assert.equal(id, res.headers['x-request-id'])
    assert.equal(timestamp, '2024-06-01T00:00:00.000Z')
    assert.equal(entry?.[0]?.fullUrl, `${base}/Observation/a`)
    assert.equal(entry?.[0]?.search?.mode, 'match')
    assert.deepEqual(
      link?.map((one) => one.relation),
      ['self', 'first'],
    )
    assert.match(res.text, /"valueDecimal":1\.00/)
  })

  it('leaves entry out when there is none', async () => {
    const res = await door
      .as('siti')
      .get('/fhir/Condition')
      .expect(bundle('searchset', { total: 0 }))
    assert.equal('entry' in bundleOf(res), false)
  })

  it('pages to the end by next, with a first page and a self link that says what was applied', async () => {
    const one = await search('?_count=2&code=x').expect(bundle('searchset', { ids: ['a', 'b'] }))
    assert.match(linkOf(one, 'self') ?? '', /^\/fhir\/Observation\?.*code=x/)
    const two = await door.as('siti').get(linkOf(one, 'next') ?? '')
    bundle('searchset', { ids: ['c', 'd'] })(two)
    assert.equal(linkOf(two, 'first'), linkOf(one, 'self'))
    assert.equal(linkOf(two, 'self'), linkOf(one, 'next'))
    const three = await door.as('siti').get(linkOf(two, 'next') ?? '')
    bundle('searchset', { ids: ['e'] })(three)
    assert.equal(linkOf(three, 'next'), undefined)
    assert.deepEqual(
      door.record.searches.map((request) => request.clauses),
      Array(3).fill(door.record.searches[0]?.clauses),
    )
  })

  it('gives a page to nobody but the caller, the app and the purpose it was made for', async () => {
    const next = linkOf(await search('?_count=2'), 'next') ?? ''
    for (const who of ['lim', 'siti-elsewhere', 'siti-research'])
      await door
        .as(who)
        .get(next)
        .expect(outcome('invalid', 400, { says: /page link/ }))
    await door.as('').get(next).expect(outcome('login', 401))
    await door
      .as('siti')
      .get(next.replace('Observation', 'Condition'))
      .expect(outcome('invalid', 400))
    for (const broken of [next.slice(0, -2), `${next}AA`, next.replace(/_page=.{4}/, '_page=AAAA')])
      await door.as('siti').get(broken).expect(outcome('invalid', 400))
    await door
      .as('siti')
      .get(`${next}&code=x`)
      .expect(outcome('invalid', 400, { says: /"code"/ }))
    await door.as('siti').get('/fhir/Observation?_page=').expect(outcome('invalid', 400))
  })

  it('opens the record again for every page', async () => {
    const next = linkOf(await search('?_count=2'), 'next') ?? ''
    const { OutcomeError } = await import('#fhir/outcome.ts')
    door.record.fail(
      OutcomeError.forbidden('This token may not do that: patient/Observation.s is needed.'),
    )
    await door.as('siti').get(next).expect(outcome('forbidden', 403))
  })

  it('counts alone for _summary=count and _count=0', async () => {
    for (const query of ['?_summary=count', '?_count=0']) {
      const res = await search(query).expect(bundle('searchset', { ids: [], total: 5 }))
      assert.equal(linkOf(res, 'next'), undefined)
    }
  })

  it('searches by POST: form and URL join, and the next page is a GET', async () => {
    const post = (path: string, form: string) =>
      door.as('siti').post(path).set('Content-Type', 'application/x-www-form-urlencoded').send(form)
    const res = await post('/fhir/Observation/_search?_count=2', 'code=x&_pretty=true')
    bundle('searchset', { ids: ['a', 'b'] })(res)
    assert.match(res.text, /\n {2}"type": "searchset"/)
    assert.match(linkOf(res, 'self') ?? '', /^\/fhir\/Observation\?/)
    assert.equal(door.record.searches[0]?.count, 2)
    const two = await door.as('siti').get(linkOf(res, 'next') ?? '')
    bundle('searchset', { ids: ['c', 'd'] })(two)
    await post('/fhir/Observation/_search?_count=2', '_count=3').expect(outcome('invalid', 400))
    await post('/fhir/Observation/_search', 'code=%ff').expect(outcome('invalid', 400))
    await post('/fhir/Observation/_search', '_format=xml').expect(outcome('not-supported', 406))
    await door.as('siti').post('/fhir/Observation/_search').expect(bundle('searchset'))
    await door
      .as('siti')
      .post('/fhir/Observation/_search')
      .send({ code: 'x' })
      .expect(outcome('not-supported', 415))
  })

  it('refuses an unknown parameter by name; lenient drops it and says so', async () => {
    for (const query of ['?colour=red', '?code[$ne]=x', '?_method=DELETE', '?access_token=x'])
      await search(query).expect((res) => assert.equal(res.status, 400, query))
    const res = await search('?colour=red').set('Prefer', 'handling=lenient').expect(200)
    assert.equal(res.headers['preference-applied'], 'handling=lenient')
    assert.doesNotMatch(linkOf(res, 'self') ?? '', /colour/)
    const last = bundleOf(res).entry?.at(-1)
    assert.equal(last?.search?.mode, 'outcome')
    assert.match(JSON.stringify(last?.resource), /colour/)
  })

  it('narrows a compartment search to its owner', async () => {
    await door
      .as('siti')
      .get('/fhir/Patient/siti/Observation?code=x')
      .expect(bundle('searchset', { total: 5 }))
    const clause = door.record.searches[0]?.clauses.find((one) => one.kind === 'compartment')
    assert.ok(clause?.kind === 'compartment')
    assert.equal(clause.owner, 'Patient/siti')
    assert.ok(clause.params.includes('subject'))
    const res = await door
      .as('siti')
      .post('/fhir/Patient/siti/Observation/_search')
      .set('Content-Type', 'application/x-www-form-urlencoded')
      .send('_count=2')
    const next = linkOf(res, 'next') ?? ''
    assert.match(next, /^\/fhir\/Patient\/siti\/Observation\?_page=/)
    bundle('searchset', { ids: ['c', 'd'] })(await door.as('siti').get(next))
    assert.equal(door.record.searches[2]?.clauses.at(-1)?.kind, 'compartment')
    await door.as('siti').get(next.replace('/siti/', '/omar/')).expect(outcome('invalid', 400))
  })

  it('serves no compartment that FHIR does not define, and no type outside it', async () => {
    await door.as('siti').get('/fhir/Patient/siti/Location').expect(outcome('not-supported', 404))
    await door.as('siti').get('/fhir/Organization/1/Patient').expect(outcome('not-supported', 404))
    await door.as('siti').get('/fhir/Patient/bad_id/Observation').expect(outcome('not-found', 404))
  })
})
