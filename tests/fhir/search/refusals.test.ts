/** What is refused by name, and what lenient handling leaves out: fhir.md 2.5 to 2.9. */
import assert from 'node:assert/strict'
import type { OutcomeError } from '#fhir/outcome.ts'
import { parseSearch, type SearchOptions } from '#fhir/search/parse.ts'
import { pairs } from './pairs.ts'

const options: SearchOptions = { base: 'https://here/fhir', timeZone: 'UTC', now: 0 }

describe('parseSearch refuses', () => {
  const refused = (
    code: 'invalid' | 'not-supported',
    type: string,
    query: string,
    says: RegExp,
  ) => {
    it(`${type}?${query.slice(0, 60)} (${code})`, () => {
      for (const lenient of [false, true]) {
        const run = () => parseSearch(type, pairs(query), { ...options, lenient })
        if (lenient && dropped.has(query)) assert.doesNotThrow(run)
        else
          assert.throws(run, (fault: OutcomeError) => {
            assert.equal(fault.name, 'OutcomeError')
            assert.equal(fault.status, 400)
            assert.equal(fault.issues[0]?.code, code)
            assert.match(fault.issues[0]?.diagnostics ?? '', says)
            return true
          })
      }
    })
  }
  const dropped = new Set<string>()
  const droppable = (
    code: 'invalid' | 'not-supported',
    type: string,
    query: string,
    says: RegExp,
  ) => {
    dropped.add(query)
    refused(code, type, query, says)
  }

  droppable('invalid', 'Patient', 'birthdat=2020', /birthdat\. Near names: birthdate/)
  droppable('invalid', 'Patient', 'zzzz=1', /Patient has no search parameter zzzz\.$/)
  droppable('invalid', 'Patient', 'name[$ne]=x', /name\[\$ne\]/)
  droppable('invalid', 'Patient', '__proto__=x', /no search parameter/)
  droppable('invalid', 'Patient', 'constructor=x', /no search parameter/)
  droppable('invalid', 'Patient', 'value-quantity=1', /no search parameter/)
  droppable('invalid', 'Patient', 'Name=x', /Near names: name/)
  droppable('invalid', 'Patient', 'name=', /no value/)
  droppable('invalid', 'Patient', 'gender.x=1', /no search parameter/)
  droppable('not-supported', 'Observation', 'patient.name=x', /Chained/)
  droppable('not-supported', 'Observation', 'subject:Patient.name=x', /Chained/)
  droppable('not-supported', 'Observation', 'code-value-quantity=a$1', /composite/)
  droppable('not-supported', 'Location', 'near=1|2', /near/)
  for (const name of '_include _revinclude _elements _filter _text _content _list _query _has:a:b:c _include:iterate'.split(
    ' ',
  ))
    droppable('not-supported', 'Patient', `${name}=x`, /not supported/)

  refused('invalid', 'Patient', 'name:fuzzy=x', /:exact, :contains/)
  refused('invalid', 'Patient', 'birthdate:exact=2020', /does not have this modifier/)
  refused('invalid', 'Patient', 'organization:Foo=1', /does not have this modifier/)
  refused('invalid', 'Patient', 'organization:Patient=1', /no target of type Patient/)
  refused('invalid', 'Patient', 'organization:Organization=Patient/1', /that type alone/)
  refused('not-supported', 'Observation', 'code:in=http://v', /:in of code/)
  refused('not-supported', 'Patient', '_id:missing=true', /:missing of _id/)
  refused('invalid', 'Patient', 'name:missing=maybe', /true or false/)
  refused('invalid', 'Patient', 'active=yes', /true or false/)
  refused('invalid', 'Patient', 'gender=a|b|c', /system\|code/)
  refused('invalid', 'Patient', 'gender=|', /system\|code/)
  refused('invalid', 'Patient', 'gender=male,', /empty value/)
  refused('invalid', 'Patient', '_id=a b', /ids/)
  refused('invalid', 'Patient', 'birthdate=2020-13', /dates/)
  refused('invalid', 'Patient', 'birthdate=xx2020', /dates/)
  refused('invalid', 'Patient', 'birthdate=2020-01-01T00:00:00.12345678Z', /100 ns/)
  refused('invalid', 'RiskAssessment', 'probability=many', /decimal/)
  refused('invalid', 'RiskAssessment', 'probability=eq', /decimal/)
  refused('invalid', 'Observation', 'value-quantity=1|a|b|c', /number\|system\|code/)
  refused('invalid', 'Patient', 'name=***', /letter/)
  refused('invalid', 'Patient', `name=${'x'.repeat(1001)}`, /1000/)
  refused('invalid', 'Patient', 'identifier:of-type=a|b', /system\|code\|value/)
  refused('invalid', 'Observation', 'code:of-type=a|b|c', /identifiers/)
  refused('invalid', 'Observation', 'subject=Patient?name=x', /Type\/id/)
  refused('invalid', 'Patient', '_count=-1', /non-negative/)
  refused('invalid', 'Patient', '_count=ten', /non-negative/)
  refused('invalid', 'Patient', '_count=1&_count=2', /once/)
  refused('invalid', 'Patient', '_sort=name&_sort=birthdate', /once/)
  refused('invalid', 'Patient', '_sort=nome', /search parameters/)
  refused('invalid', 'Patient', '_sort=name,', /search parameters/)
  refused('invalid', 'Observation', '_sort=code-value-quantity', /no order/)
  refused('invalid', 'Patient', '_sort:desc=name', /_sort=-/)
  refused('invalid', 'Patient', '_total=some', /accurate/)
  refused('invalid', 'Patient', '_summary=some', /_summary/)
  refused('not-supported', 'Patient', '_summary=text', /count and false/)
  refused('not-supported', 'Patient', '_contained=true', /false/)

  it('values are never said back', () => {
    assert.throws(
      () => parseSearch('Patient', [['birthdate', 'Siti binti Ahmad']], options),
      (fault: OutcomeError) => !JSON.stringify(fault.issues).includes('Siti'),
    )
  })

  it('more values than one filter may list', () => {
    const many = Array.from({ length: 100 }, (_, place) => `a${place}`).join(',')
    assert.throws(
      () => parseSearch('Observation', [['focus', many]], options),
      (fault: OutcomeError) => fault.issues[0]?.code === 'too-costly',
    )
  })
})
