/** Answers compared as whole: hidden and absent must be the same, byte for byte, but the request's id and the date. */
import assert from 'node:assert/strict'
import type { Test } from 'supertest'
import type { TestApp } from '#tests/support/app.ts'

interface Answered {
  readonly status: number
  readonly headers: object
  readonly text?: string
}

export function bare(answer: Answered): string {
  const { date: _date, 'x-request-id': id, ...headers } = answer.headers as Record<string, string>
  return JSON.stringify([answer.status, headers, (answer.text ?? '').replaceAll(`${id}`, '')])
}

/** @param told what both must not tell apart, say the ids that were asked for */
export async function alike(one: Test, other: Test, status: number): Promise<void> {
  const [first, second] = [await one, await other]
  assert.equal(first.status, status, first.text)
  assert.equal(bare(first), bare(second))
}

/** Documents per collection: a refused write leaves them as they were. */
export async function counts(app: TestApp): Promise<Record<string, number>> {
  const { resources, versions, directives, reach, claims } = await app.context.rest.health.sizes()
  return { resources, versions, directives, reach, claims } as Record<string, number>
}
