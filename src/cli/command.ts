/** One command of the command line. */
import type { Io } from './io.ts'

export interface Command {
  /** as it is typed: `serve`, `client add` */
  readonly name: string
  /** one line for the list */
  readonly summary: string
  /** what `--help` prints */
  readonly help: string
  /** `argv` is what follows the name; gives the exit code: 0 done, 1 refused or failed, 2 usage */
  run(argv: readonly string[], io: Io): Promise<number>
}

/** The command line was not understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
