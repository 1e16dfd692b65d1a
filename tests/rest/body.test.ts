/** fhir.md 2.4: what a body may be. https://hl7.org/fhir/R4/http.html#mime-type */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { outcome } from '#tests/support/expect.ts'
import { type FrontDoor, frontDoor } from './support/front-door.ts'

const patient = '{"resourceType":"Patient","active":true}'

describe('rest/body', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor({ limits: { bytes: 100_000, idleSeconds: 15, seconds: 120 } })
  })
  const post = (type: string, body: string | Buffer) =>
    door.as('siti').post('/fhir/Patient').set('Content-Type', type).serialize(asItIs).send(body)
  const received = () => door.record.asked[0]?.with

  for (const type of [
    'application/fhir+json',
    'application/json',
    'text/json',
    'Application/FHIR+JSON; Charset="UTF-8"; fhirVersion=4.0',
    'application/json;charset=utf8',
  ])
    it(`takes ${type}`, async () => {
      await post(type, patient).expect(201)
      assert.deepEqual(received(), { body: patient })
    })

  for (const type of [
    'application/fhir+xml',
    'text/turtle',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/fhir+json; charset=iso-8859-1',
    'application/fhir+json; fhirVersion=3.0',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])
    it(`refuses ${type}`, async () => {
      await post(type, patient).expect(outcome('not-supported', 415))
      assert.equal(door.record.asked.length, 0)
    })

  it('takes a body without type for JSON if it begins like an object', async () => {
    await raw(door, patient, {}).then((status) => assert.equal(status, 201))
    await raw(door, '<Patient/>', {}).then((status) => assert.equal(status, 415))
  })

  for (const [encoding, packed] of [
    ['gzip', gzipSync(patient)],
    ['deflate', deflateSync(patient)],
    ['br', brotliCompressSync(patient)],
  ] as const)
    it(`unpacks ${encoding}`, async () => {
      await post('application/json', packed).set('Content-Encoding', encoding).expect(201)
      assert.deepEqual(received(), { body: patient })
    })

  it('drops a byte order mark', async () => {
    await post('application/json', Buffer.from(`\ufeff${patient}`)).expect(201)
    assert.deepEqual(received(), { body: patient })
  })

  it('refuses bytes that are not UTF-8 rather than repairing them', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ])
    await post('application/json', broken).expect(outcome('invalid', 400, { says: /UTF-8/ }))
  })

  it('refuses an empty body, an unknown packing, and bytes that are not what they say', async () => {
    await post('application/json', '').expect(outcome('structure', 400))
    await post('application/json', patient)
      .set('Content-Encoding', 'zstd')
      .expect(outcome('not-supported', 415))
    await post('application/json', patient)
      .set('Content-Encoding', 'gzip')
      .expect(outcome('invalid', 400))
  })

  it('counts what a body becomes, not what it came as', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 32))
    assert.ok(bomb.length < 10_000)
    await post('application/json', bomb)
      .set('Content-Encoding', 'gzip')
      .expect(outcome('too-long', 413))
    await post('application/json', `{"a":"${'x'.repeat(100_000)}"}`).expect(
      outcome('too-long', 413),
    )
    await post('application/json', 'x'.repeat(1_000_000)).expect(outcome('too-long', 413))
    await post('application/json', `{"a":"${'x'.repeat(90_000)}"}`).expect(201)
  })

  it('does not wait for a body that never ends', async () => {
    const slow = frontDoor({ limits: { bytes: 1000, idleSeconds: 0.02, seconds: 60 } })
    assert.equal(await raw(slow, '{', { 'Content-Length': '50' }, false), 408)
    assert.equal(slow.record.asked.length, 0)
  })
})

/** superagent would write bytes as JSON. */
function asItIs(body: string): string {
  return body
}

/** A request written by hand: without media type, perhaps without end. */
function raw(
  door: FrontDoor,
  body: string,
  headers: Readonly<Record<string, string>>,
  ends = true,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = door.app.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const sent = request(
        {
          port,
          method: 'POST',
          path: '/fhir/Patient',
          headers: { Authorization: 'Bearer siti', ...headers },
        },
        (res) => {
          res.resume().on('end', () => {
            sent.destroy()
            server.close(() => resolve(res.statusCode))
          })
        },
      )
      sent.on('error', reject)
      if (ends) sent.end(body)
      else sent.write(body)
    })
  })
}
