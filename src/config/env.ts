/** The only file that reads the environment. */
import { type Env, settings } from './settings.ts'

export function readEnv(): Env {
  const said = settings.flatMap(({ name }) => {
    const value = process.env[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(said)
}
