/** What the command line is handed by `main.ts`: where to write, the time, and the ways into the house. */
import type { Toolbox } from './toolbox.ts'

export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Io {
  /** what was asked for */
  readonly stdout: Sink
  /** progress, refusals, help after a mistake */
  readonly stderr: Sink
  readonly color: boolean
  /** milliseconds since the Unix epoch */
  readonly now: () => number
  /** opens the store; whoever opens closes */
  readonly open: () => Promise<Toolbox>
  /** runs the server until it is stopped; gives the exit code */
  readonly serve: () => Promise<number>
}
