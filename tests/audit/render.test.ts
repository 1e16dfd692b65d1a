/** Lines as AuditEvents: https://profiles.ihe.net/ITI/BALP/, https://hl7.org/fhir/R4/auditevent.html */
import assert from 'node:assert/strict'
import type { Line } from '#audit/line.ts'
import { render } from '#audit/render.ts'

const site = { base: 'https://amanah.example/fhir' }
const line: Line = {
  id: 'e1',
  at: '2026-01-02T03:04:05.678Z',
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
  items: ['Observation/1/_history/7'],
}
const profile = (of: Line, reader?: string) =>
  render(of, reader === undefined ? site : { ...site, reader }).meta?.profile?.[0]
const typesOf = (of: Line) => render(of, site).agent.map((agent) => agent.type?.coding?.[0]?.code)

describe('audit/render', () => {
  it('has what R4 requires of an AuditEvent', () => {
    const event = render(line, site)
    assert.equal(event.resourceType, 'AuditEvent')
    assert.equal(event.type.code, 'rest')
    assert.equal(event.recorded, line.at)
    assert.ok(event.agent.every((agent) => typeof agent.requestor === 'boolean'))
    assert.equal(event.agent.filter((agent) => agent.requestor).length, 1)
    assert.ok(event.source.observer)
    assert.ok(event.entity?.every((entity) => !(entity.name && entity.query)))
    assert.deepEqual(event.meta?.lastUpdated, line.at)
  })

  it('read: the app is the destination, the server the source, the person the recipient', () => {
    assert.deepEqual(typesOf(line), ['110152', '110153', 'IRCP', 'PROV'])
    assert.equal(
      profile(line),
      'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead',
    )
  })

  it('search: turned round, with the query as text and in base 64', () => {
    const search = { ...line, act: 'search-type', query: 'Observation?code=718-7' }
    assert.deepEqual(typesOf(search).slice(0, 3), ['110153', '110152', 'IRCP'])
    const query = render(search, site).entity?.find((entity) => entity.role?.code === '24')
    assert.equal(query?.description, search.query)
    assert.equal(Buffer.from(query?.query ?? '', 'base64').toString(), search.query)
    assert.match(profile(search) ?? '', /PatientQuery$/)
    const objects = render(search, site).entity?.filter((entity) => entity.type?.code === '2')
    assert.equal(objects?.length, 1, 'the query alone is BALP’s system object')
  })

  it('create: the person is the author', () => {
    assert.equal(typesOf({ ...line, act: 'create' })[2], 'AUT')
  })

  it('a refusal is a minor failure, names its rule and follows no profile of success', () => {
    const refused = { ...line, outcome: 'deny', rule: 'R18a', items: [] } as const
    assert.equal(render(refused, site).outcome, '4')
    assert.match(render(refused, site).outcomeDesc ?? '', /R18a/)
    assert.equal(profile(refused), undefined)
  })

  it('a backend without a user is the requestor itself', () => {
    const { role, ...rest } = line
    const event = render({ ...rest, who: 'Device/app' }, site)
    assert.deepEqual(
      event.agent.map((agent) => [agent.who?.reference, agent.requestor]),
      [
        ['Device/app', true],
        [undefined, false],
        ['Organization/clinic', false],
      ],
    )
    assert.equal(role, line.role)
  })

  it('an operation is an execution with a code of our own', () => {
    const event = render({ ...line, act: '$preview' }, site)
    assert.equal(event.action, 'E')
    assert.deepEqual(event.subtype, [{ system: `${site.base}/CodeSystem/act`, code: '$preview' }])
    assert.equal(profile({ ...line, act: '$preview' }), undefined)
  })

  it('a reader of a line about several people sees her own part alone', () => {
    const both = { ...line, patients: ['Patient/siti', 'Patient/ali'] }
    const event = render(both, { ...site, reader: 'Patient/siti' })
    assert.doesNotMatch(JSON.stringify(event), /ali/)
    assert.doesNotMatch(JSON.stringify(event), /Observation\/1/)
    assert.match(JSON.stringify(event), /Patient\/siti/)
    assert.equal(profile(both, 'Patient/siti'), undefined)
  })

  it('a reader of a line about herself sees what was shown', () => {
    const event = render(line, { ...site, reader: 'Patient/siti' })
    assert.match(JSON.stringify(event), /Observation\/1\/_history\/7/)
  })

  it('keeps the request id as BALP’s transaction', () => {
    const entity = render(line, site).entity?.find((one) => one.type?.code === 'XrequestId')
    assert.equal(entity?.what?.identifier?.value, 'r1')
  })
})
