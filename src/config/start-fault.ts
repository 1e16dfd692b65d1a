/** Why the store does not open or the port cannot be had, in a sentence an operator can act on; a fault of ours stays. */
import type { Config } from './config.ts'
import { ConfigError } from './config-error.ts'

export function startFault(fault: unknown, config: Config): unknown {
  if (!(fault instanceof Error) || isOurs(fault)) return fault
  const { code, syscall } = fault as { readonly code?: unknown; readonly syscall?: unknown }
  if (syscall === 'listen')
    return new ConfigError([
      code === 'EADDRINUSE'
        ? `PORT: port ${config.port} of ${config.host} is taken: stop what listens there, or choose another.`
        : `PORT: ${config.host}:${config.port} cannot be listened on (${String(code)}).`,
    ])
  // a message of the MongoDB driver may hold what stands in the URI, and that holds a password
  const why = config.database.engine === 'mongodb' ? String(code ?? fault.name) : fault.message
  return new ConfigError([`DATABASE_URI: the store cannot be opened: ${why}`])
}

function isOurs(fault: Error): boolean {
  return (
    fault instanceof ConfigError ||
    [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => fault instanceof kind)
  )
}
