/** Bad input, sent to the real app: told what is wrong, and nothing half-written, the server alive. */
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import type { IssueCode } from '#fhir/outcome.ts'
import { type ExpectedIssue, outcome } from './expect.ts'
import type { Town } from './people.ts'

export interface Bad {
  readonly method?: 'get' | 'post' | 'put' | 'delete'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** text and bytes as they are; anything else as JSON */
  readonly body?: unknown
  readonly code: IssueCode
  readonly status: number
  readonly tells?: ExpectedIssue
}

const written = ['resources', 'versions', 'directives', 'reach', 'claims', 'accounts', 'clients']

/** @param token `undefined`: none is sent */
export async function refuses(town: Town, token: string | undefined, bad: Bad): Promise<void> {
  const before = await rows(town)
  outcome(bad.code, bad.status, bad.tells)(await send(town, token, bad))
  assert.deepEqual(await rows(town), before, 'nothing was written')
  await request(town.app.server).get('/health/live').expect(200)
}

async function rows(town: Town): Promise<Record<string, number>> {
  const sizes = await town.app.context.rest.health.sizes()
  return Object.fromEntries(written.map((name) => [name, sizes[name] ?? -1]))
}

async function send(town: Town, token: string | undefined, bad: Bad) {
  const { method = 'get', path, headers = {}, body } = bad
  const { port } = town.app.server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'get' ? {} : { 'content-type': 'application/fhir+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isBare(body) ? body : JSON.stringify(body) }),
  })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.json(),
  }
}

function isBare(body: unknown): body is string | Buffer<ArrayBuffer> {
  return typeof body === 'string' || Buffer.isBuffer(body)
}
