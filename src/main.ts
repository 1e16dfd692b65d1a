/** Start, signals, stop. Without arguments the server runs; with them, the command line. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import type { Config } from './config/config.ts'
import type { Context } from './context.ts'

const runtime = Number(process.versions.node.split('.')[0])
if (runtime < 24) {
  process.stderr.write(
    'Amanah runs on Node 24 or later: `npm ci` brings it, and `npm start` finds it.\n',
  )
  process.exit(1)
}
// Types are stripped at load: the cache beside the checkout halves the start (fhir.md 12).
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'amanah'))

const { run } = await import('./cli/main.ts')
const { configOf } = await import('./config/config.ts')
const { ConfigError } = await import('./config/config-error.ts')
const { readEnv } = await import('./config/env.ts')
const { secretsOf } = await import('./config/secrets.ts')
const { startFault } = await import('./config/start-fault.ts')
const { openContext, systemClock } = await import('./context.ts')

const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'),
) as { version: string }

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv.length === 0) return await serve()
    const config = configOf(readEnv())
    return await run(argv, {
      stdout: process.stdout,
      stderr: process.stderr,
      color: config.color,
      now: systemClock,
      open: () => open(config, 'command'),
      serve,
    })
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault
    for (const sentence of fault.sentences) process.stderr.write(`${sentence}\n`)
    return 1
  }
}

async function serve(): Promise<number> {
  const { buildApp } = await import('./app.ts')
  const config = configOf(readEnv())
  const context = await open(config, 'server')
  const log = context.log('main')
  const server = createServer(buildApp(context))
  try {
    await listen(server, config).catch((fault: unknown) => {
      throw startFault(fault, config)
    })
    log.info({ base: config.fhirBase, engine: config.database.engine }, 'listening')
    if (config.seed === 'demo') {
      if (await context.isEmpty()) await seed()
      context.seeded()
      process.stderr.write(`\n${welcome(config.baseUrl)}\n`)
    }
    log.info({}, 'ready')
    await stopped()
    log.info({}, 'stopping')
    return 0
  } finally {
    await close(server)
    await context.close()
  }
}

async function open(config: Config, slot: 'server' | 'command'): Promise<Context> {
  const secrets = secretsOf(readEnv())
  return await openContext({ config, secrets, slot, version }).catch((fault: unknown) => {
    throw startFault(fault, config)
  })
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
}

/** The demo clinic tells itself through the API, as a process of its own. */
function seed(): Promise<void> {
  const script = join(import.meta.dirname, '..', 'seed', 'main.ts')
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(notLoaded())))
  })
}

function notLoaded(): Error {
  return new ConfigError([
    'The demo clinic could not be loaded: try again on an empty directory, or start with AMANAH_SEED=none.',
  ])
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

/** Open answers are finished; idle connections end at once. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 5_000).unref()
  })
}

function welcome(baseUrl: string): string {
  return [
    `Amanah is ready: ${baseUrl}/fhir/metadata`,
    '',
    'The demo clinic: Siti (Patient/rimba-siti), her father Haji Omar, her son Ali;',
    'Dr Lim (Practitioner/lim) of Rimba Clinic, Dr Budi (Practitioner/budi) of Tutong Hospital,',
    'and the health educator Aminah (Practitioner/aminah).',
    '',
    'See the main job play, step by step:   npm run demo',
    'Ask as one of them:                    npm run -s amanah -- token --as Patient/rimba-siti',
  ].join('\n')
}
