/** The settings that are never logged and never printed, apart from all others. */
import { ConfigError } from './config-error.ts'
import type { Env } from './settings.ts'

export interface Secrets {
  /** wraps the stored keys; absent: they lie in a file of mode 0600 */
  readonly key?: Uint8Array
}

export function secretsOf(env: Env): Secrets {
  const said = env.AMANAH_KEY
  if (said === undefined) return {}
  const key = /^[0-9a-f]{64}$/i.test(said) ? Buffer.from(said, 'hex') : Buffer.from(said, 'base64')
  const isKey = key.length === 32 && /^([0-9a-f]{64}|[A-Za-z0-9+/_-]{43}=?)$/i.test(said)
  if (!isKey) throw new ConfigError(['AMANAH_KEY is 32 bytes as 64 hex digits or in base64.'])
  return { key: new Uint8Array(key) }
}
