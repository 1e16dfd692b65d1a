/** Progress on stderr: a bar with rate and time left on a terminal, a plain line now and then elsewhere. */
import type { Io } from './io.ts'

export interface Progress {
  /** of `total`, in whatever unit tells how far it is */
  readonly done: number
  readonly total: number
  /** what the rate counts */
  readonly count: number
}

export interface ProgressBar {
  show(progress: Progress): void
  /** so that a line can be printed */
  clear(): void
}

const width = 24
/** milliseconds between two drawings, and between two plain lines */
const pause = { terminal: 100, plain: 5000 }

export function progressBar(io: Io, unit: string): ProgressBar {
  const isTerminal = io.stderr.isTTY === true
  const start = io.now()
  let last = start
  return {
    show(progress) {
      const now = io.now()
      if (now - last < (isTerminal ? pause.terminal : pause.plain)) return
      last = now
      const line = progressLine(progress, now - start, unit)
      if (!isTerminal) io.stderr.write(`${line}\n`)
      else
        io.stderr.write(
          `\r\u001b[K${`${bar(progress)} ${line}`.slice(0, (io.stderr.columns ?? 80) - 1)}`,
        )
    },
    clear() {
      if (isTerminal) io.stderr.write('\r\u001b[K')
    },
  }
}

/** `elapsed` in milliseconds. */
export function progressLine(progress: Progress, elapsed: number, unit: string): string {
  const part = partOf(progress)
  const left = part === 0 ? '' : `, ${duration((elapsed / part) * (1 - part))} left`
  const percent = `${Math.floor(part * 100)}`.padStart(3)
  return `${percent} %  ${grouped(progress.count)} ${unit}, ${grouped(rate(progress.count, elapsed))}/s${left}`
}

export function rate(count: number, elapsed: number): number {
  return elapsed <= 0 ? 0 : Math.round((count / elapsed) * 1000)
}

export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

function bar(progress: Progress): string {
  const full = Math.round(partOf(progress) * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}

function partOf({ done, total }: Progress): number {
  return total === 0 ? 1 : Math.min(done / total, 1)
}
