/** The command line: finds the command, tells mistakes from refusals, gives the exit code. */
import { styleText } from 'node:util'
import { OutcomeError } from '#fhir/outcome.ts'
import { type Command, UsageError } from './command.ts'
import { commands } from './commands.ts'
import type { Io } from './io.ts'
import { refusalLines } from './refusal.ts'

/** `argv` without node and script. Unexpected errors are thrown on. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const command = commands.find(({ name }) => startsWith(argv, name.split(' ')))
  if (command === undefined) return overview(argv, io)
  const rest = argv.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout.write(`${command.help.trim()}\n`)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    return told(error, command, io)
  }
}

function startsWith(argv: readonly string[], words: readonly string[]): boolean {
  return words.every((word, at) => argv[at] === word)
}

function overview(argv: readonly string[], io: Io): number {
  const isAsked =
    argv.length === 0 || argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help'
  const width = Math.max(...commands.map(({ name }) => name.length))
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  const text = ['Usage: npm run -s amanah -- COMMAND [--help]', '', ...rows, ''].join('\n')
  const sink = isAsked ? io.stdout : io.stderr
  if (!isAsked) sink.write(`${red('There is no such command.', io)}\n`)
  sink.write(text)
  return isAsked ? 0 : 2
}

function told(error: unknown, command: Command, io: Io): number {
  if (error instanceof OutcomeError) {
    for (const line of refusalLines(error)) io.stderr.write(`${red('Refused:', io)} ${line}\n`)
    return 1
  }
  if (error instanceof UsageError || isArgumentError(error)) {
    io.stderr.write(`${red(error.message, io)}\n\n${command.help.trim()}\n`)
    return 2
  }
  throw error
}

function isArgumentError(error: unknown): error is Error {
  return (
    error instanceof TypeError &&
    String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  )
}

function red(text: string, io: Io): string {
  return io.color && io.stderr.isTTY === true
    ? styleText('red', text, { validateStream: false })
    : text
}
