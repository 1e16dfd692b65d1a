/** Every setting, once: `env.ts` reads these names and no others, the README's table is made from them. */

export interface Setting {
  readonly name: string
  readonly type: string
  readonly default: string
  readonly meaning: string
}

export const settings = [
  { name: 'PORT', type: '1–65535', default: '8080', meaning: 'Port to listen on' },
  {
    name: 'HOST',
    type: 'loopback address',
    default: '127.0.0.1',
    meaning:
      'Address to listen on; beyond loopback is refused until the authorization server lands',
  },
  {
    name: 'BASE_URL',
    type: 'https origin, or http on loopback',
    default: 'http://127.0.0.1:$PORT',
    meaning: 'Public origin; `/fhir` below it is the FHIR base and the audience of tokens',
  },
  {
    name: 'DATABASE_URI',
    type: 'file: or mongodb: URI',
    default: 'file:./data',
    meaning: 'Directory of the embedded store, or a MongoDB replica set',
  },
  {
    name: 'AMANAH_SEED',
    type: 'demo, none',
    default: 'demo',
    meaning: 'What an empty embedded store begins with; always none in production and on MongoDB',
  },
  {
    name: 'AMANAH_KEY',
    type: '32 bytes, hex or base64',
    default: 'none',
    meaning: 'Secret that wraps the stored keys; without it they lie in a file of mode 0600',
  },
  {
    name: 'TIME_ZONE',
    type: 'IANA time zone',
    default: 'UTC',
    meaning: 'Zone of dates without one; a change needs a reindex',
  },
  {
    name: 'LOG_LEVEL',
    type: 'fatal, error, warn, info, debug, trace, silent',
    default: 'info',
    meaning: 'Least severity that is logged to stderr',
  },
  {
    name: 'NODE_ENV',
    type: 'development, test, production',
    default: 'development',
    meaning: 'In production no demo clinic is loaded; nothing else depends on it',
  },
  {
    name: 'NO_COLOR',
    type: 'any text',
    default: 'none',
    meaning: 'If set, the command line prints without colour',
  },
] as const satisfies readonly Setting[]

export type SettingName = (typeof settings)[number]['name']

/** What the environment says; an empty text counts as not said. */
export type Env = Readonly<Partial<Record<SettingName, string>>>

/** The table of the README, in Markdown. */
export function settingsTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const rows = settings.map(
    (one) => `| \`${one.name}\` | ${cell(one.type)} | \`${one.default}\` | ${cell(one.meaning)} |`,
  )
  return ['| Setting | Type | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n')
}
