/**
 * Questions that cannot be asked: parameters that are none, and tokens that are not ours. Told by name, never a 5xx.
 * https://hl7.org/fhir/R4/search.html, https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import jwt from 'jsonwebtoken'
import request from 'supertest'
import { record } from '#seed/record.ts'
import { outcome } from '#tests/support/expect.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { type Bad, refuses } from '#tests/support/refused.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const asked = (path: string, says?: RegExp, code: Bad['code'] = 'invalid'): Bad => ({
  path: `/fhir/${path}`,
  code,
  status: 400,
  ...(says === undefined ? {} : { tells: { says } }),
})
const sent = (path: string, body: string, says?: RegExp): Bad => ({
  ...asked(path, says),
  method: 'post',
  headers: form,
  body,
})
const absent = (path: string, code: Bad['code'] = 'not-found'): Bad => ({
  path: `/fhir/${path}`,
  code,
  status: 404,
})

const table: Readonly<Record<string, Bad>> = {
  'an operator in a token': asked('Observation?code[$ne]=x', /code\[\$ne\]/),
  'an operator in a reference': asked('Observation?patient[$ne]=x', /patient\[\$ne\]/),
  'an operator in a date': asked('Observation?date[$gt]=2020', /date\[\$gt\]/),
  'an operator in an id': asked('Observation?_id[$ne]=x', /_id\[\$ne\]/),
  'an operator in a count': asked('Observation?_count[$ne]=1', /_count\[\$ne\]/),
  'an operator in a sort': asked('Observation?_sort[$ne]=date', /_sort\[\$ne\]/),
  'an operator, percent-encoded': asked('Observation?code%5B%24ne%5D=x', /code\[\$ne\]/),
  'an operator as the whole name': asked('Observation?$where=true'),
  'an operator in the access history': asked('AuditEvent?patient[$ne]=x', /patient\[\$ne\]/),
  'an operator in a compartment': asked('Patient/rimba-siti/Observation?code[$ne]=x'),
  'an operator in a read': asked('Patient/rimba-siti?_id[$ne]=x'),
  'an operator in a history': asked('Patient/rimba-siti/_history?_count[$ne]=1'),
  'an operator in a form': sent('Observation/_search', 'code[$ne]=x', /code\[\$ne\]/),
  'an operator in a form of a compartment': sent(
    'Patient/rimba-siti/Observation/_search',
    'patient[$regex]=.*',
  ),
  'an operator beside a form': sent('Observation/_search?code[$ne]=x', 'status=final'),
  'an operator as the id that is read': absent('Patient/[$ne]'),
  'an unknown parameter': asked('Observation?shoe-size=40', /shoe-size/),
  'a misspelt parameter, with a near one': asked('Observation?patint=x', /patient/),
  'an unknown parameter in a form': sent('Observation/_search', 'shoe-size=40', /shoe-size/),
  'an unknown modifier': asked('Observation?code:colour=x', /code .*:missing/),
  'a modifier of another type': asked('Observation?date:exact=2020', /date .*:missing/),
  'a value that is missing': asked('Observation?code=', /code/),
  'a date that is none': asked('Observation?date=2021-02-30', /date/),
  'a number that is none': asked('Observation?value-quantity=many', /value-quantity/),
  'a reference that is none': asked('Observation?subject=Patient/a_b', /subject/),
  'a type that cannot be referred to': asked('Observation?subject:Pateint=1'),
  'an id that cannot be': asked('Observation?_id=a_b', /_id/),
  'a count that is none': asked('Observation?_count=many', /_count/),
  'a count below zero': asked('Observation?_count=-1', /_count/),
  'a sort by what is none': asked('Observation?_sort=shoe-size', /_sort/),
  'a count twice': asked('Observation?_count=1&_count=2', /_count/),
  'a chain': asked('Observation?patient.name=Siti', undefined, 'not-supported'),
  'an include': asked('Observation?_include=Observation:patient', undefined, 'not-supported'),
  'bytes that are no UTF-8': asked('Observation?code=%ff'),
  'a page link that is made up': asked('Observation?_page=AAAA'),
  'a reference to a type that does not exist': asked('Observation?subject=Pateint/1', /subject/),
  'a parameter of the access history that is not served': asked(
    'AuditEvent?patient=Patient/rimba-siti&agent=Practitioner/budi',
    /agent/,
    'not-supported',
  ),
  'a form that is none': {
    ...sent('Observation/_search', '{"code":"x"}'),
    headers: { 'content-type': 'application/json' },
    code: 'not-supported',
    status: 415,
  },
  'a type that does not exist': absent('Pateint/1', 'not-supported'),
  'an operation': absent('Patient/rimba-siti/$everything', 'not-supported'),
  'an id that cannot be read': absent('Patient/a_b'),
  'an id that climbs': absent('Patient/..%2f..%2fetc%2fpasswd'),
  'an id with a null byte': absent('Patient/rimba-siti%00'),
  'an id that is too long': absent(`Patient/${'x'.repeat(65)}`),
}

describe('given somebody who asks what cannot be asked', () => {
  let town: Town
  let siti: string
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    await town.app.as(town.clinic).post('/fhir', record).expect(200)
    siti = await town.patient('Patient/rimba-siti')
  })
  after(() => town.app.close())

  for (const [name, bad] of Object.entries(table))
    it(`refuses ${name}`, () => refuses(town, siti, bad))

  it('never more for a patient than for a doctor', async () => {
    for (const bad of Object.values(table)) await refuses(town, town.lim, bad)
  })

  describe('with a token that is not ours', () => {
    const read: Bad = { path: '/fhir/Patient/rimba-siti', code: 'login', status: 401 }
    const write: Bad = {
      method: 'post',
      path: '/fhir/Patient',
      body: { resourceType: 'Patient' },
      code: 'login',
      status: 401,
    }
    const both = async (token: string | undefined, headers: Record<string, string> = {}) => {
      for (const bad of [read, write]) await refuses(town, token, { ...bad, headers })
    }
    const parts = () => {
      const [head = '', body = '', signature = ''] = siti.split('.')
      return { head, body, signature, claims: JSON.parse(text(body)) as Record<string, unknown> }
    }
    const text = (part: string) => Buffer.from(part, 'base64url').toString()
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = (key: string, algorithm: 'RS256' | 'HS256', claims = parts().claims) =>
      jwt.sign(claims, key, {
        algorithm,
        header: { ...(JSON.parse(text(parts().head)) as object), alg: algorithm },
      })

    it('none, half a one, another scheme', async () => {
      await both(undefined)
      await both('')
      await both('x')
      await both(siti.slice(0, -10))
      await both(undefined, { authorization: `Basic ${siti}` })
      await both(undefined, { authorization: siti })
    })

    it('is not taken from the address', async () => {
      await refuses(town, undefined, { ...read, path: `${read.path}?access_token=${siti}` })
    })

    it('signed by another key under our name', async () => {
      const foreign = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      })
      await both(signed(foreign.privateKey, 'RS256'))
      await both(signed(foreign.publicKey, 'HS256'))
    })

    it('edited, unsigned, or with another head', async () => {
      const { head, body, signature, claims } = parts()
      const omar = part({ ...claims, sub: 'Patient/rimba-omar', patient: 'rimba-omar' })
      await both(`${head}.${omar}.${signature}`)
      await both(`${head}.${body}.`)
      await both(`${part({ alg: 'none', typ: 'at+jwt' })}.${body}.`)
      await both(`${part({ alg: 'none', typ: 'at+jwt' })}.${body}.${signature}`)
    })

    it('another server’s, or older than its hour', async () => {
      const other = await openTown()
      try {
        await both(other.clinic)
      } finally {
        await other.app.close()
      }
      town.app.clock.now += 61 * 60_000
      await both(siti)
      await both(town.clinic)
    })
  })

  it('of a stranger, what exists and what does not answer the same', async () => {
    const ask = async (path: string) => {
      const answer = await request(town.app.server).get(path)
      outcome('login', 401)(answer)
      const { date: _date, 'x-request-id': id, ...headers } = answer.headers
      return [headers, answer.text.replaceAll(String(id), '')]
    }
    const known = await ask('/fhir/Patient/rimba-siti')
    for (const path of ['/fhir/Patient/rimba-never-was', '/fhir/Pateint/1', '/fhir/$export'])
      assert.deepEqual(await ask(path), known)
  })
})
