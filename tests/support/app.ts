/** The real app over an embedded store in a directory of its own, with a clock that a test moves. */
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import request, { type Test } from 'supertest'
import { buildApp } from '#app.ts'
import { registryBundle } from '#cli/registry-bundle.ts'
import { configOf } from '#config/config.ts'
import { type Context, openContext } from '#context.ts'

export interface TestApp {
  readonly context: Context
  readonly server: Server
  readonly directory: string
  /** milliseconds since the Unix epoch; a test sets it */
  readonly clock: { now: number }
  /** as somebody with this token */
  as(token: string): Asker
  close(): Promise<void>
}

export interface Asker {
  get(path: string): Test
  head(path: string): Test
  post(path: string, body: object): Test
  put(path: string, body: object): Test
  delete(path: string): Test
}

export interface AppOptions {
  readonly env?: Readonly<Record<string, string>>
  /** a store that is there already, and stays */
  readonly directory?: string
  /** where to listen, so that links can be followed; without it anywhere, under the default's address */
  readonly port?: number
}

export async function openApp(options: AppOptions = {}): Promise<TestApp> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'amanah-')))
  const clock = { now: Date.parse('2026-11-25T02:00:00Z') }
  const config = configOf({
    DATABASE_URI: `file:${directory}`,
    AMANAH_SEED: 'none',
    LOG_LEVEL: 'silent',
    ...(options.port === undefined ? {} : { PORT: String(options.port) }),
    ...options.env,
  })
  const context = await openContext({
    config,
    secrets: {},
    slot: 'server',
    version: 'test',
    // Moves by itself a little, as clocks do.
    clock: () => clock.now++,
  })
  const app = buildApp(context)
  const server = app.listen(options.port ?? 0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    context,
    server,
    directory,
    clock,
    as: (token) => asker(server, token),
    async close() {
      await new Promise((resolve) => server.close(resolve))
      await context.close()
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true })
    },
  }
}

function asker(server: Server, token: string): Asker {
  const sent = (test: Test): Test =>
    test.set('authorization', `Bearer ${token}`).set('accept', 'application/fhir+json').buffer(true)
  const withBody = (test: Test, body: object): Test =>
    sent(test).set('content-type', 'application/fhir+json').send(JSON.stringify(body))
  return {
    get: (path) => sent(request(server).get(path)),
    head: (path) => sent(request(server).head(path)),
    post: (path, body) => withBody(request(server).post(path), body),
    put: (path, body) => withBody(request(server).put(path), body),
    delete: (path) => sent(request(server).delete(path)),
  }
}

/** Rows of the registry, as an administrator adds them. */
export async function register(app: TestApp, resources: readonly Resource[]): Promise<void> {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  }
  await app.context.admin.addRegistry(registryBundle(JSON.stringify(bundle)))
}
