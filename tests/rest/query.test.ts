/** https://hl7.org/fhir/R4/http.html#parameters */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import { only, parseQuery, refuseUnknown } from '#rest/query.ts'

describe('rest/query', () => {
  it('keeps pairs in order and sets the form of the answer apart', () => {
    assert.deepEqual(parseQuery('a=1&_format=json&a=2&_pretty=true'), {
      params: [
        ['a', '1'],
        ['a', '2'],
      ],
      format: 'json',
      pretty: true,
    })
    assert.deepEqual(parseQuery(''), { params: [] })
  })

  it('takes a[$ne] for what it is: an unknown name', () => {
    const { params } = parseQuery('a%5B%24ne%5D=1&__proto__=2')
    assert.deepEqual(params, [
      ['a[$ne]', '1'],
      ['__proto__', '2'],
    ])
    assert.throws(
      () => refuseUnknown(params, ['a'], false),
      (cause) => {
        assert.ok(cause instanceof OutcomeError)
        assert.deepEqual(
          cause.issues.map((issue) => issue.code),
          ['invalid', 'invalid'],
        )
        assert.match(cause.issues[0]?.diagnostics ?? '', /"a\[\$ne\]"/)
        return true
      },
    )
    refuseUnknown(params, ['a'], true)
  })

  for (const raw of ['_pretty=1', '_format=json&_format=xml', 'a=%', 'a=%ff'])
    it(`refuses ${raw}`, () => {
      assert.throws(
        () => parseQuery(raw),
        (cause) => cause instanceof OutcomeError && cause.status === 400,
      )
    })

  it('gives the one value of a parameter that may not repeat', () => {
    assert.equal(only([['_count', '1']], '_count'), '1')
    assert.equal(only([], '_count'), undefined)
    assert.throws(
      () =>
        only(
          [
            ['_count', '1'],
            ['_count', '1'],
          ],
          '_count',
        ),
      OutcomeError,
    )
  })
})
