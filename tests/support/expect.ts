/** Domain assertions for supertest's `.expect(…)`: they say what is wrong in FHIR's words. */
import assert from 'node:assert/strict'
import type { Bundle, OperationOutcome } from '@medplum/fhirtypes'
import type { IssueCode } from '#fhir/outcome.ts'

interface Answered {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

export interface ExpectedIssue {
  readonly expression?: string
  readonly says?: RegExp
}

/** An OperationOutcome with an error of this code, perhaps at this element, in these words. */
export function outcome(
  code: IssueCode,
  status: number,
  expected: ExpectedIssue = {},
): (res: Answered) => void {
  return (res) => {
    const found = outcomeOf(res)
    const told = JSON.stringify(res.body)
    assert.equal(res.status, status, told)
    const issue = found.issue.find((one) => (one.code as string) === code)
    assert.ok(issue, `no issue with code ${code} in ${told}`)
    assert.ok((issue.diagnostics ?? '').length > 0, 'an issue says what is wrong')
    if (expected.expression !== undefined) assert.deepEqual(issue.expression, [expected.expression])
    if (expected.says !== undefined) assert.match(issue.diagnostics ?? '', expected.says)
    assert.equal(found.id, res.headers['x-request-id'], 'the outcome carries the id of the request')
  }
}

/** A Bundle of this type; ids of its entries in order, its total, if told. */
export function bundle(
  type: Bundle['type'],
  expected: { readonly ids?: readonly string[]; readonly total?: number } = {},
): (res: Answered) => void {
  return (res) => {
    assert.equal(res.status, 200, JSON.stringify(res.body))
    const found = bundleOf(res)
    assert.equal(found.type, type)
    if (expected.ids !== undefined)
      assert.deepEqual(
        (found.entry ?? []).map((entry) => entry.resource?.id),
        expected.ids,
      )
    if (expected.total !== undefined) assert.equal(found.total, expected.total)
  }
}

export function bundleOf(res: Answered): Bundle {
  const body = res.body as Bundle
  assert.equal(body.resourceType, 'Bundle', JSON.stringify(body))
  return body
}

export function outcomeOf(res: Answered): OperationOutcome {
  const body = res.body as OperationOutcome
  assert.equal(body.resourceType, 'OperationOutcome', JSON.stringify(body))
  return body
}

/** The address of a Bundle's link, below the host: ready to be asked for. */
export function linkOf(res: Answered, relation: string): string | undefined {
  const url = bundleOf(res).link?.find((one) => one.relation === relation)?.url
  return url === undefined ? undefined : url.slice(new URL(url).origin.length)
}
