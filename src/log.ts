/**
 * What the server did, for those who run it: one logger per room, to stderr, ids and codes only. What people did is
 * the witness's to tell.
 */
import { destination, pino } from 'pino'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/** Ids, codes, counts: no names, no bodies, no values of a record. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export interface Log {
  /** `event` is a constant phrase */
  trace(fields: LogFields, event: string): void
  debug(fields: LogFields, event: string): void
  info(fields: LogFields, event: string): void
  warn(fields: LogFields, event: string): void
  error(fields: LogFields, event: string): void
  fatal(fields: LogFields, event: string): void
}

/** Where lines go; stderr unless a test listens. */
export interface LogSink {
  write(line: string): unknown
}

/** The logger of each room. */
export function openLog(level: LogLevel, sink?: LogSink): (room: string) => Log {
  const root = pino(
    { level, base: { pid: process.pid } },
    sink === undefined ? destination({ dest: 2, sync: true }) : sink,
  )
  return (room) => root.child({ room })
}

/** An unexpected error as fields: its class, code and frames. Its message may quote a record and stays out. */
export function faultFields(fault: unknown): LogFields {
  if (!(fault instanceof Error)) return { fault: typeof fault }
  const { code } = fault as { readonly code?: unknown }
  const frames = (fault.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    fault: fault.name,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    frames: frames.map((line) => line.trim()).join(' '),
  }
}
