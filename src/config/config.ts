/** The settings, judged: a pure function that fails at start on what is malformed or contradicts itself. */
import { z } from 'zod'
import { ConfigError } from './config-error.ts'
import type { Env } from './settings.ts'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export type Database =
  | { readonly engine: 'embedded'; readonly directory: string }
  /** holds a password: never logged, never printed */
  | { readonly engine: 'mongodb'; readonly uri: string }

export interface Config {
  readonly port: number
  readonly host: string
  /** origin without trailing slash */
  readonly baseUrl: string
  /** `${baseUrl}/fhir`: the FHIR base, and the audience of tokens */
  readonly fhirBase: string
  /** `${baseUrl}/oauth`: the issuer of tokens */
  readonly issuer: string
  readonly database: Database
  readonly seed: 'demo' | 'none'
  readonly timeZone: string
  readonly logLevel: LogLevel
  readonly environment: 'development' | 'test' | 'production'
  readonly color: boolean
}

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/
const modes = ['development', 'test', 'production'] as const
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const shape = z.object({
  PORT: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'PORT is a whole number from 1 to 65535.')
    .transform(Number)
    .refine((port) => port <= 65_535, 'PORT is a whole number from 1 to 65535.')
    .default(8080),
  HOST: z.string().default('127.0.0.1'),
  BASE_URL: z.string().optional(),
  DATABASE_URI: z.string().default('file:./data'),
  AMANAH_SEED: z.enum(['demo', 'none'], 'AMANAH_SEED is demo or none.').optional(),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'TIME_ZONE is an IANA name, say Asia/Brunei.')
    .default('UTC'),
  LOG_LEVEL: z.enum(levels, `LOG_LEVEL is one of ${levels.join(', ')}.`).default('info'),
  NODE_ENV: z.enum(modes, `NODE_ENV is one of ${modes.join(', ')}.`).default('development'),
  NO_COLOR: z.string().optional(),
})

/** Throws ConfigError with a sentence for each fault. */
export function configOf(env: Env): Config {
  const parsed = shape.safeParse(env)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message))
  const said = parsed.data
  const faults: string[] = []
  const database = databaseOf(said.DATABASE_URI, faults)
  const baseUrl = baseUrlOf(said.BASE_URL, said.HOST, said.PORT, faults)
  if (!loopbackHosts.test(said.HOST))
    faults.push(
      'HOST must be a loopback address: until the authorization server lands the command line mints tokens, and a ' +
        'server that takes minted tokens must not be reachable from other machines.',
    )
  const mayBeSeeded = said.NODE_ENV !== 'production' && database?.engine === 'embedded'
  if (said.AMANAH_SEED === 'demo' && said.NODE_ENV === 'production')
    faults.push(
      'AMANAH_SEED=demo contradicts NODE_ENV=production: the demo clinic is never loaded there.',
    )
  if (said.AMANAH_SEED === 'demo' && database?.engine === 'mongodb')
    faults.push(
      'AMANAH_SEED=demo contradicts a mongodb DATABASE_URI: the demo clinic is only for an embedded store.',
    )
  if (faults.length > 0 || database === undefined || baseUrl === undefined)
    throw new ConfigError(faults)
  return Object.freeze({
    port: said.PORT,
    host: said.HOST,
    baseUrl,
    fhirBase: `${baseUrl}/fhir`,
    issuer: `${baseUrl}/oauth`,
    database,
    seed: mayBeSeeded ? (said.AMANAH_SEED ?? 'demo') : 'none',
    timeZone: said.TIME_ZONE,
    logLevel: said.LOG_LEVEL,
    environment: said.NODE_ENV,
    color: said.NO_COLOR === undefined,
  })
}

function databaseOf(uri: string, faults: string[]): Database | undefined {
  if (/^mongodb(\+srv)?:\/\/[^/]/.test(uri)) return { engine: 'mongodb', uri }
  const path = /^file:(?:\/\/(?=\/))?([^?#]+)$/.exec(uri)?.[1]
  if (path !== undefined && !path.startsWith('//')) return { engine: 'embedded', directory: path }
  faults.push('DATABASE_URI is file:PATH, say file:./data, or mongodb://…')
  return undefined
}

function baseUrlOf(
  said: string | undefined,
  host: string,
  port: number,
  faults: string[],
): string | undefined {
  if (said === undefined) return `http://${host === '::1' ? '[::1]' : '127.0.0.1'}:${port}`
  const url = URL.canParse(said) ? new URL(said) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    faults.push('BASE_URL is an absolute address that begins with https:// or http://.')
  else if (
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    faults.push('BASE_URL is an origin alone: no path, query, fragment or user name.')
  else if (url.protocol === 'http:' && !loopbackHosts.test(url.hostname))
    faults.push(
      'BASE_URL must begin with https:// unless it names this machine (127.0.0.1 or localhost).',
    )
  else return url.origin
  return undefined
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format(0)
    return true
  } catch {
    return false
  }
}
