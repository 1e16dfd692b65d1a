/** What a query becomes: fhir.md 2.5 to 2.9. */
import assert from 'node:assert/strict'
import { dateRange } from '#fhir/search/date.ts'
import { joined } from '#fhir/search/entry.ts'
import { parseSearch, type SearchOptions } from '#fhir/search/parse.ts'
import type { SearchClause } from '#fhir/search/request.ts'
import { millisOf, tickOf } from '#fhir/tick.ts'
import { pairs } from './pairs.ts'

const now = Date.parse('2024-06-01T00:00:00Z')
const options: SearchOptions = { base: 'https://here/fhir', timeZone: 'UTC', now }

function clause(type: string, query: string): SearchClause {
  const [only] = parseSearch(type, pairs(query), options).clauses
  assert.ok(only)
  return only
}

describe('parseSearch reads', () => {
  const day = dateRange('2024-05-31', 'UTC')
  const equal = (...parts: string[]) => ({ entry: joined(...parts), match: 'equal' })
  const token = (param: string, values: readonly object[], not = false) => ({
    kind: 'token',
    param,
    not,
    values,
  })
  const reference = (param: string, ...entries: string[]) => ({
    kind: 'reference',
    param,
    values: [{ entries }],
  })
  const number = (param: string, value: object) => ({ kind: 'number', param, values: [value] })
  const uri = (param: string, match: string, ...values: string[]) => ({
    kind: 'uri',
    param,
    match,
    values,
  })
  const cases: [type: string, query: string, clause: object][] = [
    ['Patient', '_id=a,b', { kind: 'id', ids: ['a', 'b'] }],
    ['Observation', 'code=a,s|b,|c', token('code', [equal('a'), equal('s', 'b'), equal('', 'c')])],
    ['Observation', 'code=s|', token('code', [{ entry: joined('s', ''), match: 'prefix' }])],
    ['Observation', 'code=a\\,b\\|c', token('code', [equal('a,b|c')])],
    ['Observation', 'code:not=a', token('code', [equal('a')], true)],
    [
      'Observation',
      'code:text=Heart-R',
      token('code:text', [{ entry: 'heartr', match: 'prefix' }]),
    ],
    ['Patient', 'identifier:of-type=t|MR|1', token('identifier:of-type', [equal('t', 'MR', '1')])],
    [
      'Patient',
      'gender=http://hl7.org/fhir/administrative-gender|male',
      token('gender', [equal('http://hl7.org/fhir/administrative-gender', 'male'), equal('male')]),
    ],
    ['Patient', 'active=true', token('active', [equal('true')])],
    ['Patient', 'phone=+673 2123', token('phone', [equal('+673 2123'), equal('6732123')])],
    ['Patient', '_tag=x', token('_tag', [equal('x')])],
    ['Patient', '_profile=http://p', uri('_profile', 'exact', 'http://p')],
    ['Observation', 'patient=1', reference('patient', 'Patient/1', '1')],
    ['Observation', 'subject=Patient/1/_history/3', reference('subject', 'Patient/1')],
    ['Observation', 'subject=https://here/fhir/Patient/1', reference('subject', 'Patient/1')],
    ['Observation', 'subject:Group=1', reference('subject', 'Group/1')],
    ['Observation', 'subject=http://x/y', reference('subject', 'http://x/y')],
    ['Observation', 'subject:identifier=s|1', reference('subject:identifier', joined('s', '1'))],
    [
      'Observation',
      'subject:identifier=s|',
      {
        kind: 'reference',
        param: 'subject:identifier',
        values: [{ entries: [joined('s', '')], match: 'prefix' }],
      },
    ],
    [
      'Patient',
      'name=Mü,x',
      {
        kind: 'string',
        param: 'name',
        match: 'starts',
        values: [
          { folded: 'mu', original: 'Mü' },
          { folded: 'x', original: 'x' },
        ],
      },
    ],
    [
      'Patient',
      'name:exact=Mü',
      { kind: 'string', param: 'name', match: 'exact', values: [{ folded: 'mu', original: 'Mü' }] },
    ],
    [
      'Patient',
      'name:missing=true',
      { kind: 'missing', param: 'name', array: 'str', missing: true },
    ],
    [
      'Observation',
      'value-quantity:missing=false',
      { kind: 'missing', param: 'value-quantity', array: 'num', missing: false },
    ],
    [
      'Patient',
      'birthdate=ge2024-05-31',
      { kind: 'date', param: 'birthdate', values: [{ prefix: 'ge', lo: day.lo, hi: day.hi }] },
    ],
    [
      'Observation',
      'date=2024-05-31T00:00:00 08:00',
      {
        kind: 'date',
        param: 'date',
        values: [
          {
            prefix: 'eq',
            lo: tickOf(Date.parse('2024-05-30T16:00:00Z')),
            hi: tickOf(Date.parse('2024-05-30T16:00:00.999Z'), 9999),
          },
        ],
      },
    ],
    [
      'Patient',
      '_lastUpdated=2024-05-31T00:00:00.12Z',
      {
        kind: 'last-updated',
        ranges: [
          {
            prefix: 'eq',
            lo: tickOf(Date.parse('2024-05-31T00:00:00.120Z')),
            hi: tickOf(Date.parse('2024-05-31T00:00:00.129Z'), 9999),
          },
        ],
      },
    ],
    [
      'RiskAssessment',
      'probability=gt0.8',
      number('probability', { prefix: 'gt', p: 'probability', at: 0.8, lo: 0.75, hi: 0.85 }),
    ],
    [
      'RiskAssessment',
      'probability=ap100',
      number('probability', { prefix: 'ap', p: 'probability', at: 100, lo: 90, hi: 110 }),
    ],
    [
      'Observation',
      'value-quantity=5000|http://unitsofmeasure.org|mg',
      number('value-quantity', {
        prefix: 'eq',
        p: joined('value-quantity', 'g'),
        at: 5,
        lo: 4.9995,
        hi: 5.0005,
      }),
    ],
    [
      'Observation',
      'value-quantity=5|s|x',
      number('value-quantity', {
        prefix: 'eq',
        p: joined('value-quantity', '', 'x', 's', ''),
        at: 5,
        lo: 4.5,
        hi: 5.5,
      }),
    ],
    [
      'Observation',
      'value-quantity=5||mg',
      number('value-quantity', {
        prefix: 'eq',
        p: joined('value-quantity', '', 'mg', ''),
        match: 'prefix',
        at: 5,
        lo: 4.5,
        hi: 5.5,
      }),
    ],
    [
      'Observation',
      'value-quantity=5|s',
      number('value-quantity', {
        prefix: 'eq',
        p: joined('value-quantity', '', ''),
        match: 'prefix',
        within: joined('', 's', ''),
        at: 5,
        lo: 4.5,
        hi: 5.5,
      }),
    ],
    ['ValueSet', 'url:below=http://x/', uri('url', 'below', 'http://x/')],
    ['ValueSet', 'url:above=http://ab', uri('url', 'above', 'http://', 'http://a', 'http://ab')],
  ]
  for (const [type, query, expected] of cases)
    it(`${type}?${query}`, () => assert.deepEqual(clause(type, query), expected))

  it('a bare id over every type where the parameter has no targets', () => {
    const found = clause('Observation', 'focus=1')
    assert.ok(found.kind === 'reference')
    assert.equal(found.values[0]?.entries.length, 147)
  })

  it('ap of a date: a tenth of the distance to now, on both sides', () => {
    const found = clause('Observation', 'date=ap2024-05-22')
    assert.ok(found.kind === 'date')
    const [range] = found.values
    assert.ok(range)
    const tenth = Math.round((now - Date.parse('2024-05-22T23:59:59.999Z')) / 10)
    assert.equal(millisOf(range.lo), Date.parse('2024-05-22T00:00:00Z') - tenth)
  })

  it('result parameters, and says what was applied', () => {
    const query = pairs('name=x&_count=5000&_sort=-birthdate,_id&_total=accurate&_format=json')
    const request = parseSearch('Patient', query, options)
    assert.equal(request.count, 1000)
    assert.equal(request.total, 'accurate')
    assert.deepEqual(request.sort, [
      { param: 'birthdate', descending: true },
      { param: '_id', descending: false },
    ])
    assert.deepEqual(
      request.applied,
      query.map(([name, value]) => [name, name === '_count' ? '1000' : value]),
    )
    assert.equal('ignored' in request, false)
  })

  it('the usual page, and counting alone', () => {
    assert.equal(parseSearch('Patient', [], options).count, 20)
    for (const query of ['_count=0', '_summary=count', '_count=5&_summary=count'])
      assert.equal(parseSearch('Patient', pairs(query), options).count, 0)
    assert.equal(parseSearch('Patient', pairs('_summary=false'), options).count, 20)
  })

  it('leniently: what it does not know is left out and said', () => {
    const query = pairs('nome=x&name=&_include=*&active=true')
    const request = parseSearch('Patient', query, { ...options, lenient: true })
    assert.deepEqual(request.ignored, ['nome', 'name', '_include'])
    assert.deepEqual(request.applied, [['active', 'true']])
    assert.equal(request.clauses.length, 1)
  })
})
