/** A search as the witness keeps it: no name that somebody typed stays in it. */
import assert from 'node:assert/strict'
import { queryText } from '#audit/query-text.ts'
import type { SearchRequest } from '#fhir/search/request.ts'

const request: SearchRequest = {
  type: 'Patient',
  clauses: [
    {
      kind: 'string',
      param: 'family',
      match: 'exact',
      values: [{ folded: 'abdullah', original: 'Abdullah' }],
    },
    {
      kind: 'token',
      param: 'gender',
      not: false,
      values: [{ entry: 'female', match: 'equal' }],
    },
  ],
  count: 20,
  sort: [],
  total: undefined,
  applied: [
    ['family:exact', 'Abdullah'],
    ['gender', 'female'],
    ['_count', '20'],
  ],
}

describe('audit/query-text', () => {
  it('keeps tokens and leaves out the values of strings', () => {
    assert.equal(queryText(request), 'Patient?family%3Aexact=&gender=female&_count=20')
  })

  it('is the type alone where nothing was asked', () => {
    assert.equal(queryText({ ...request, clauses: [], applied: [] }), 'Patient')
  })

  it('cannot be broken out of by a value', () => {
    const applied = [['gender', 'female&name=x']] as const
    assert.equal(queryText({ ...request, applied }), 'Patient?gender=female%26name%3Dx')
  })
})
