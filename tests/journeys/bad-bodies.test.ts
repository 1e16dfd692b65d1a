/**
 * Bodies that cannot be read: each told what is wrong, and nothing half-written.
 * https://hl7.org/fhir/R4/json.html, https://www.rfc-editor.org/rfc/rfc8259
 */
import { gzipSync } from 'node:zlib'
import { openTown, type Town } from '#tests/support/people.ts'
import { type Bad, refuses } from '#tests/support/refused.ts'

const deep = (depth: number) =>
  `{"resourceType":"Patient","extension":${'[{"extension":'.repeat(depth)}[]${'}]'.repeat(depth)}}`
const megabytes = 1024 * 1024

const json = (body: unknown, tells?: Bad['tells']): Bad => ({
  method: 'post',
  path: '/fhir/Patient',
  body,
  code: 'structure',
  status: 400,
  ...(tells === undefined ? {} : { tells }),
})
const table: Readonly<Record<string, Bad>> = {
  'no body': json(undefined),
  'an empty body': json(''),
  'white space': json(' \n'),
  'half an object': json('{"resourceType":"Patient","name":[{"family":"x"', { says: /line 1/ }),
  'text after the end': json('{"resourceType":"Patient"} {}', { says: /after the end/ }),
  'a trailing comma': json('{"resourceType":"Patient",}'),
  'single quotes': json("{'resourceType':'Patient'}"),
  'a comment': json('{"resourceType":"Patient" /* mine */}'),
  NaN: json('{"resourceType":"Patient","multipleBirthInteger":NaN}'),
  'a number with a leading zero': json('{"resourceType":"Patient","multipleBirthInteger":01}'),
  'half a surrogate pair': json('{"resourceType":"Patient","language":"\\ud800"}'),
  'a control character': json('{"resourceType":"Patient","language":"\u0007"}'),
  'a member twice': json('{"resourceType":"Patient","gender":"male","gender":"female"}', {
    says: /has already/,
  }),
  'a member twice, once escaped': json(
    '{"resourceType":"Patient","gender":"male","g\\u0065nder":"female"}',
    { says: /has already/ },
  ),
  'a __proto__': json('{"resourceType":"Patient","__proto__":{"active":true}}'),
  '__proto__ further in': json('{"resourceType":"Patient","name":[{"__proto__":{"family":"x"}}]}'),
  'a constructor': json('{"resourceType":"Patient","constructor":{"prototype":{"polluted":true}}}'),
  'nesting of 200': json(deep(100), { says: /depth|deep|nest/i }),
  'nesting of 200,000': json(deep(100_000)),
  'brackets alone': json('['.repeat(500_000)),
  'a list': json('[]'),
  'a string': json('"Patient"'),
  null: json('null'),
  'no resourceType': {
    ...json('{}'),
    code: 'invalid',
    tells: { expression: 'Resource.resourceType' },
  },
  'another type than the address says': {
    ...json({ resourceType: 'Observation' }),
    code: 'invalid',
    tells: { expression: 'Resource.resourceType' },
  },
  'bytes that are no UTF-8': {
    ...json(Buffer.from('{"resourceType":"Patient","language":"\xff"}', 'latin1')),
    code: 'invalid',
    tells: { says: /UTF-8/ },
  },
  'more than 12 MB': {
    ...json(`{"resourceType":"Patient","implicitRules":"${'x'.repeat(13 * megabytes)}"}`),
    code: 'too-long',
    status: 413,
  },
  'a gzip bomb': {
    ...json(gzipSync(Buffer.alloc(64 * megabytes, 0x20))),
    headers: { 'content-encoding': 'gzip' },
    code: 'too-long',
    status: 413,
  },
  'gzip that is none': {
    ...json('{"resourceType":"Patient"}'),
    headers: { 'content-encoding': 'gzip' },
    code: 'invalid',
  },
  'a form': {
    ...json('resourceType=Patient'),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    code: 'not-supported',
    status: 415,
  },
  'another charset': {
    ...json('{"resourceType":"Patient"}'),
    headers: { 'content-type': 'application/fhir+json; charset=iso-8859-1' },
    code: 'not-supported',
    status: 415,
  },
}

describe('given a client that sends bodies that cannot be read', () => {
  let town: Town
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
  })
  after(() => town.app.close())

  for (const [name, bad] of Object.entries(table))
    it(`refuses ${name}`, () => refuses(town, town.clinic, bad))

  it('and still takes what is right', async () => {
    await town.app.as(town.clinic).post('/fhir/Patient', { resourceType: 'Patient' }).expect(201)
  })
})
