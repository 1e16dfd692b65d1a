/** Search parameters that the random worlds are asked with, over names that their resources collide on. */
import { compartmentParameters } from '#fhir/compartment.ts'
import { searchParameter } from '#fhir/search/parameters.ts'
import { type Pair, parseSearch } from '#fhir/search/parse.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import { now } from '#tests/policy/arbitraries.ts'
import { base, timeZone } from './hearth.ts'

const parameters: readonly Pair[] = [
  ['code', 'http://loinc.org|a'],
  ['code', 'b'],
  ['code:not', 'a'],
  ['code:missing', 'true'],
  ['date', 'ge2024-12'],
  ['date', 'lt2025-01-01'],
  ['date', 'eq2025-05'],
  ['date:missing', 'true'],
  ['status', 'final,active,booked'],
  ['status:not', 'final'],
  ['type', 'http://loinc.org|a'],
  ['category', 'a'],
  ['identifier', 'urn:x|x,urn:x|y'],
  ['gender', 'female'],
  ['gender:missing', 'true'],
  ['birthdate', 'lt2000'],
  ['name', 'siti'],
  ['family', 'A'],
  ['general-practitioner', 'Practitioner/lee'],
  ['encounter', 'Encounter/e1'],
  ['encounter', 'e1'],
  ['encounter:missing', 'false'],
  ['derived-from', 'Observation/i0,Observation/i2'],
  ['result', 'Observation/i2'],
  ['item', 'Observation/i0'],
  ['focus', 'Observation/i2'],
  ['medication', 'Medication/m1'],
  ['performer', 'Practitioner/lee'],
  ['performer', 'Patient/p2'],
  ['performer:missing', 'true'],
  ['author', 'Patient/p2'],
  ['actor', 'Patient/p2'],
  ['actor', 'Patient/p1'],
  ['actor', 'Practitioner/lee'],
  ['member', 'Patient/p1'],
  ['participant', 'Practitioner/lee'],
  ['participant', 'Patient/p2'],
  ['patient', 'Patient/p1'],
  ['patient', 'p1,p2'],
  ['patient', 'Patient/p2'],
  ['subject', 'Patient/p1'],
  ['subject', 'p2'],
  ['purpose', 'TREAT'],
  ['scope', 'patient-privacy'],
  ['value-quantity', 'gt6'],
  ['_tag', 'urn:tags|x'],
  ['_tag:not', 'x'],
  ['_security', 'R'],
  ['_security:missing', 'true'],
  ['_lastUpdated', 'ge2025-06-01'],
  ['_lastUpdated', 'lt2025-06-01'],
]

const sorts = 'date,-date,code,-code,status,_id,-_id,_lastUpdated,-_lastUpdated,family'
  .split(',')
  .flatMap((one) => [one, `${one},-_lastUpdated`])

const codeOf = (name: string) => name.replace(/:.*$/, '').replace(/^-/, '')

function isServed(type: string, name: string): boolean {
  return name.startsWith('_') || searchParameter(type, codeOf(name)) !== undefined
}

/** @param picks natural numbers that choose; @param ids of the type's rows */
export function randomQuery(
  type: string,
  picks: readonly number[],
  number: number,
  ids: readonly string[],
): SearchRequest {
  const [first = 0, second = 0, third = 0, fourth = 0] = picks
  const served = parameters.filter(([name]) => isServed(type, name))
  const asked: Pair[] = [pick(served, first)]
  if (second % 3 === 0) asked.push(pick(served, second))
  if (second % 5 === 1) asked.push(['_id', ids.filter((_, at) => (first >> at) % 2 === 0).join()])
  if (third % 2 === 0)
    asked.push([
      '_sort',
      pick(
        sorts.filter((one) => one.split(',').every(isOf(type))),
        third,
      ),
    ])
  asked.push(['_count', `${1 + (fourth % 4)}`])
  if (fourth % 3 === 0) asked.push(['_total', 'accurate'])
  const request = parsed(
    type,
    asked.filter(([, value]) => value !== '').map((one) => worldly(one, number)),
  )
  const params = compartmentParameters('Patient', type)
  if (params === undefined || third % 7 !== 3) return request
  const owner = `Patient/p1-w${number}`
  return { ...request, clauses: [...request.clauses, { kind: 'compartment', owner, params }] }
}

export function parsed(type: string, params: readonly Pair[]): SearchRequest {
  return parseSearch(type, params, { timeZone, base, now })
}

const isOf = (type: string) => (key: string) => isServed(type, codeOf(key))

function pick<T>(from: readonly T[], by: number): T {
  return from[by % from.length] as T
}

const local = /^([A-Z][A-Za-z]+\/)?(p\d|e1|m1|i\d)$/

function worldly([name, value]: Pair, number: number): Pair {
  const values = value.split(',').map((one) => (local.test(one) ? `${one}-w${number}` : one))
  return [name, values.join(',')]
}
