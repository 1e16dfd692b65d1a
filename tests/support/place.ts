/** A clinic's own machine in small: a directory, a port, the server and the command line as processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, lastLine, type Ran } from '#tests/bench/command.ts'
import { launch, type Running } from '#tests/bench/server.ts'
import { freePort } from './free-port.ts'

export const mainScript = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

export interface Place {
  readonly directory: string
  readonly data: string
  readonly base: string
  readonly env: Readonly<Record<string, string>>
  /** the command line, to its end */
  amanah(...argv: string[]): Promise<Ran>
  /** the last line of what it printed; throws if it failed */
  told(...argv: string[]): Promise<string>
  /** the command line, to be ended by the test */
  begin(...argv: string[]): ChildProcess
  /** ended with the place, if it has not by then */
  keep(child: ChildProcess): void
  /** the server, ready */
  start(): Promise<Running>
  ask(token: string, method: string, path: string, body?: unknown): Promise<Reply>
  /** nothing of it is left */
  close(): Promise<void>
}

export interface Reply {
  readonly status: number
  readonly text: string
}

export async function openPlace(more: Readonly<Record<string, string>> = {}): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'amanah-'))
  const port = await freePort()
  const data = join(directory, 'data')
  const env = { DATABASE_URI: `file:${data}`, PORT: String(port), AMANAH_SEED: 'none', ...more }
  const base = `http://127.0.0.1:${port}/fhir`
  const running = new Set<Running>()
  const begun = new Set<ChildProcess>()
  return {
    directory,
    data,
    base,
    env,
    amanah: (...argv) => command(argv, env),
    told: (...argv) => lastLine(argv, env),
    begin(...argv) {
      const child = spawn(process.execPath, [mainScript, ...argv], {
        stdio: 'ignore',
        env: { ...process.env, LOG_LEVEL: 'error', ...env },
      })
      begun.add(child)
      return child
    },
    keep: (child) => begun.add(child),
    async start() {
      const server = await launch({ script: mainScript, port, env, ready: '/health/ready' })
      running.add(server)
      return server
    },
    async ask(token, method, path, body) {
      const response = await fetch(`${base}/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, text: await response.text() }
    },
    async close() {
      for (const child of begun) child.kill('SIGKILL')
      for (const server of running) await server.kill()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
