/** https://hl7.org/fhir/R4/http.html#Status-Codes */
import assert from 'node:assert/strict'
import { error, type IssueCode, OutcomeError, statusOf } from '#fhir/outcome.ts'
import { outcome } from '#tests/support/expect.ts'
import { type FrontDoor, frontDoor } from './support/front-door.ts'

describe('rest/error-handler', () => {
  let door: FrontDoor
  beforeEach(() => {
    door = frontDoor()
  })
  const fail = (fault: unknown) => {
    door.record.fail(fault)
    return door.as('siti').get('/fhir/Patient/1')
  }

  const codes: readonly IssueCode[] = [
    'structure',
    'required',
    'value',
    'invalid',
    'too-costly',
    'login',
    'forbidden',
    'not-found',
    'deleted',
    'conflict',
    'multiple-matches',
    'too-long',
    'invariant',
    'code-invalid',
    'business-rule',
    'throttled',
    'transient',
    'exception',
  ]
  for (const code of codes)
    it(`answers ${code} with ${statusOf(code)}`, async () => {
      const res = await fail(new OutcomeError(error(code, 'Something.', 'Patient.name')))
      outcome(code, statusOf(code), { expression: 'Patient.name' })(res)
      assert.equal(res.headers['retry-after'], [429, 503].includes(res.status) ? '1' : undefined)
    })

  it('says nothing of an unforeseen fault but the id of the request, and logs no message', async () => {
    const res = await fail(new Error('Siti Aminah has secret-disease'))
    outcome('exception', 500)(res)
    assert.doesNotMatch(res.text, /secret|Error|\bat\b .*\.ts/)
    assert.equal(door.logged.length, 1)
    assert.equal(door.logged[0]?.request, res.headers['x-request-id'])
    assert.doesNotMatch(JSON.stringify(door.logged), /secret/)
  })

  it('survives things thrown that are no errors', async () => {
    for (const thrown of ['text', 5, null, { status: 400 }])
      outcome('exception', 500)(await fail(thrown))
  })

  it('does not log what clients get wrong', async () => {
    await fail(OutcomeError.notFound())
    assert.equal(door.logged.length, 0)
  })

  it('lists all issues, errors before warnings', async () => {
    const res = await fail(
      new OutcomeError([
        error('structure', 'One.', 'Patient.name'),
        { severity: 'warning', code: 'code-invalid', diagnostics: 'Two.' },
        error('value', 'Three.', 'Patient.birthDate'),
      ]),
    )
    assert.deepEqual(
      res.body.issue.map((issue: { severity: string }) => issue.severity),
      ['error', 'error', 'warning'],
    )
  })
})
