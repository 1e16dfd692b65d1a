/** The store of the server that runs beside: as the command line opens it. */
import { configOf } from '../src/config/config.ts'
import { readEnv } from '../src/config/env.ts'
import { secretsOf } from '../src/config/secrets.ts'
import { type Context, openContext } from '../src/context.ts'

export function openSeed(): Promise<Context> {
  const env = readEnv()
  return openContext({
    config: configOf({ ...env, LOG_LEVEL: env.LOG_LEVEL ?? 'warn' }),
    secrets: secretsOf(env),
    slot: 'command',
    version: 'seed',
  })
}
