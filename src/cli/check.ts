/** `check`: store, indexes, witness chains. */
import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { progressBar } from './progress-bar.ts'
import { withToolbox } from './with-toolbox.ts'

export const check: Command = {
  name: 'check',
  summary: 'check the store, its indexes and the witness chains',
  help: `
Usage: npm run -s amanah -- check

Reads the whole store and prints one sentence for each fault; exit code 1 if there is any. It changes nothing and may
run beside the server.
`,
  async run(argv, io) {
    parseArgs({ args: [...argv], options: {} })
    const bar = progressBar(io, 'documents')
    const findings = await withToolbox(io, (toolbox) =>
      toolbox.admin.check((done, total) => bar.show({ done, total, count: done })),
    )
    bar.clear()
    for (const finding of findings) io.stdout.write(`${finding}\n`)
    if (findings.length === 0) io.stdout.write('No fault found.\n')
    return findings.length === 0 ? 0 : 1
  },
}
