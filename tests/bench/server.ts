/** Amanah, or a ceiling, as a process of its own: started, awaited, measured, stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

export interface Running {
  readonly base: string
  /** milliseconds from process start to the first ready answer */
  readonly startMillis: number
  /** resident set, MiB: now, and the highest so far */
  rss(): { now: number; peak: number }
  stop(): Promise<void>
  /** without warning */
  kill(): Promise<void>
}

export interface Launch {
  readonly script: string
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
  /** path that answers 200 when it is ready */
  readonly ready: string
}

export async function launch(given: Launch): Promise<Running> {
  const base = `http://127.0.0.1:${given.port}`
  const begin = performance.now()
  const child = spawn(process.execPath, [given.script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'error', PORT: String(given.port), ...given.env },
  })
  await answers(`${base}${given.ready}`, child)
  const startMillis = performance.now() - begin
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }
  return {
    base,
    startMillis,
    rss: () => rssOf(child.pid ?? 0),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const response = await fetch(url).catch(() => undefined)
    if (response?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** From /proc where there is one; elsewhere 0, and the table says so. */
function rssOf(pid: number): { now: number; peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const of = (name: string) =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
    return { now: of('VmRSS'), peak: of('VmHWM') }
  } catch {
    return { now: 0, peak: 0 }
  }
}
