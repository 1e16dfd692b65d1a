/** The command line as a user runs it: its standard output, or its failure. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export function command(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LOG_LEVEL: 'error', ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (part: Buffer) => {
    stdout += part.toString()
  })
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}

/** The last line of standard output; throws with what was said if the command failed. */
export async function lastLine(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const ran = await command(argv, env)
  if (ran.code !== 0) throw new Error(`${argv.slice(0, 2).join(' ')}: ${ran.stderr.slice(-500)}`)
  return ran.stdout.trim().split('\n').at(-1) ?? ''
}
