/** `serve`: the server itself. */
import { parseArgs } from 'node:util'
import type { Command } from './command.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'run the server',
  help: `
Usage: npm run -s amanah -- serve

Runs the server until it is stopped. Settings come from the environment; README.md lists them.
`,
  async run(argv, io) {
    parseArgs({ args: [...argv], options: {} })
    return await io.serve()
  },
}
