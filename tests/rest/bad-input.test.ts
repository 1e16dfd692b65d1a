/**
 * Bad input never meets a 5xx, never reaches the record, and is told what is wrong: status, code and where.
 * https://hl7.org/fhir/R4/http.html#Status-Codes
 */
import assert from 'node:assert/strict'
import type { IssueCode } from '#fhir/outcome.ts'
import { type ExpectedIssue, outcome } from '#tests/support/expect.ts'
import { type FrontDoor, frontDoor } from './support/front-door.ts'

interface Bad {
  readonly method?: 'get' | 'post' | 'put' | 'delete'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly code: IssueCode
  readonly status: number
  readonly tells?: ExpectedIssue
}

const search = '/fhir/Observation'
const json = { 'Content-Type': 'application/fhir+json' }

const table: Readonly<Record<string, Bad>> = {
  'an operator in a name of a search': {
    path: `${search}?code[$ne]=x`,
    code: 'invalid',
    status: 400,
    tells: { says: /code\[\$ne\]/ },
  },
  'an operator in a result parameter': {
    path: `${search}?_count[$gt]=1`,
    code: 'invalid',
    status: 400,
    tells: { says: /_count\[\$gt\]/ },
  },
  'an operator in a compartment search': {
    path: '/fhir/Patient/siti/Observation?status[$ne]=final',
    code: 'invalid',
    status: 400,
  },
  'an operator in a read': {
    path: '/fhir/Patient/1?_summary[$ne]=x',
    code: 'invalid',
    status: 400,
  },
  'an operator in a history': {
    path: '/fhir/Patient/1/_history?_count[$ne]=1',
    code: 'invalid',
    status: 400,
  },
  'an unknown modifier': { path: `${search}?code:colour=x`, code: 'invalid', status: 400 },
  'a count below zero': { path: `${search}?_count=-1`, code: 'invalid', status: 400 },
  'a date that is none': { path: `${search}?date=2021-02-30`, code: 'invalid', status: 400 },
  'a date prefix that is none': { path: `${search}?date=xx2021`, code: 'invalid', status: 400 },
  'bytes that are no UTF-8 in a query': {
    path: `${search}?code=%ff`,
    code: 'invalid',
    status: 400,
  },
  'a made-up page link': { path: `${search}?_page=AAAA`, code: 'invalid', status: 400 },
  'an id that cannot be, read': { path: '/fhir/Patient/a_b', code: 'not-found', status: 404 },
  'an id that climbs': {
    path: '/fhir/Binary/..%2f..%2fetc%2fpasswd',
    code: 'not-found',
    status: 404,
  },
  'an id that cannot be, written': {
    method: 'put',
    path: '/fhir/Patient/a_b',
    headers: json,
    body: '{}',
    code: 'value',
    status: 400,
    tells: { expression: 'Patient.id' },
  },
  'a malformed If-Match': {
    method: 'put',
    path: '/fhir/Patient/1',
    headers: { ...json, 'If-Match': 'W/"1' },
    body: '{}',
    code: 'invalid',
    status: 400,
    tells: { says: /If-Match/ },
  },
  'an empty criterion': {
    method: 'post',
    path: '/fhir/Patient',
    headers: { ...json, 'If-None-Exist': '?' },
    body: '{}',
    code: 'invalid',
    status: 400,
    tells: { says: /If-None-Exist/ },
  },
  'no body': {
    method: 'post',
    path: '/fhir/Patient',
    headers: json,
    code: 'structure',
    status: 400,
  },
  XML: {
    method: 'post',
    path: '/fhir/Patient',
    headers: { 'Content-Type': 'application/fhir+xml' },
    body: '<Patient xmlns="http://hl7.org/fhir"/>',
    code: 'not-supported',
    status: 415,
  },
  'XML wanted back': {
    path: '/fhir/Patient/1',
    headers: { Accept: 'application/fhir+xml' },
    code: 'not-supported',
    status: 406,
  },
  'a Bundle that is no transaction': {
    method: 'post',
    path: '/fhir',
    headers: json,
    body: '{"resourceType":"Bundle","type":"searchset"}',
    code: 'invalid',
    status: 400,
    tells: { expression: 'Bundle.type' },
  },
  'a type that does not exist': { path: '/fhir/Pateint/1', code: 'not-supported', status: 404 },
}

describe('rest: bad input', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor()
    door.record.put('Patient', '1')
  })

  for (const [name, bad] of Object.entries(table))
    it(`refuses ${name}`, async () => {
      const { method = 'get', path, headers = {}, body, code, status, tells } = bad
      const asked = door.as('siti')[method](path).set(headers)
      outcome(code, status, tells)(await (body === undefined ? asked : asked.send(body)))
      assert.deepEqual(door.record.asked, [])
      await door.as('siti').get('/fhir/Patient/1').expect(200)
    })

  it('asks nobody anything of the record without a valid token', async () => {
    for (const [, { method = 'get', path }] of Object.entries(table))
      for (const token of ['', 'expired']) {
        const res = await door.as(token)[method](path)
        outcome('login', 401)(res)
      }
    assert.deepEqual(door.record.asked, [])
  })
})
