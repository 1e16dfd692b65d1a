/** Transaction Bundles for tests, and what a refused one was refused for. */
import assert from 'node:assert/strict'
import { planTransaction } from '#fhir/bundle/plan-transaction.ts'
import { OutcomeError } from '#fhir/outcome.ts'

export const urn = (digit: number) => `urn:uuid:00000000-0000-4000-8000-00000000000${digit}`
export const bundle = (...entry: unknown[]) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry,
})
export const request = (method: string, url: string, more: object = {}) => ({
  method,
  url,
  ...more,
})
export const post = (
  type: string,
  more: object = {},
  resource: object = {},
  condition: object = {},
) => ({
  resource: { resourceType: type, ...resource },
  request: request('POST', type, condition),
  ...more,
})
export const put = (type: string, id: string, condition: object = {}) => ({
  resource: { resourceType: type, id },
  request: request('PUT', `${type}/${id}`, condition),
})

export function refusal(value: unknown): { status: number; issues: string[] } {
  try {
    planTransaction(value, { base: 'https://clinic.example/fhir' })
  } catch (error) {
    assert.ok(error instanceof OutcomeError)
    return {
      status: error.status,
      issues: error.issues.map((one) => `${one.code} ${one.expression?.[0] ?? ''}`),
    }
  }
  return assert.fail('was planned')
}
