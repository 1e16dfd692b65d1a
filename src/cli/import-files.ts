/** `import`: brings files in as a client, whose organisation becomes the recorder. */
import { parseArgs } from 'node:util'
import { type Command, UsageError } from './command.ts'
import { inOrder } from './import/in-order.ts'
import type { Item } from './import/item.ts'
import { readItems, sizeOf } from './import/read-items.ts'
import { type Sent, sendItem } from './import/send-item.ts'
import type { Io } from './io.ts'
import { duration, grouped, progressBar, rate } from './progress-bar.ts'
import { withToolbox } from './with-toolbox.ts'

export const importFiles: Command = {
  name: 'import',
  summary: 'import Bundles and lists of resources as a client',
  help: `
Usage: npm run -s amanah -- import FILES… --client ID [--again]

Reads json, ndjson and either of them as gz. A transaction Bundle goes in whole or not at all; of a batch each entry
for itself; of an ndjson each line. What is refused is named by file, entry and reason, and the next goes on; then the
exit code is 1. What this organisation has imported before (the same text) is skipped and said so.

  --client ID   acts as this client; its organisation becomes the recorder
  --again       sends anew what was imported before
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { client: { type: 'string' }, again: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const { client, again } = values
    if (client === undefined) throw new UsageError('--client is missing.')
    if (positionals.length === 0) throw new UsageError('Name at least one file.')
    return await withToolbox(io, async ({ record, principals }) => {
      const sender = { record, principal: await principals.client(client), again }
      return await importAll(positionals, (item) => sendItem(item, sender), io)
    })
  },
}

async function importAll(
  files: readonly string[],
  send: (item: Item) => Promise<Sent>,
  io: Io,
): Promise<number> {
  const sizes = await Promise.all(files.map(sizeOf))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const bar = progressBar(io, 'entries')
  const start = io.now()
  const sum = { bytes: 0, entries: 0, repeated: 0, refused: 0 }
  await inOrder(itemsOf(files), send, (item, sent) => {
    sum.bytes += item.bytes
    sum.entries += sent.entries
    sum.repeated += sent.repeated
    sum.refused += sent.refusals.length
    if (sent.repeated > 0 || sent.refusals.length > 0) bar.clear()
    if (sent.repeated > 0) io.stderr.write(`${item.name}: already imported\n`)
    for (const refusal of sent.refusals) io.stderr.write(`${item.name}: refused: ${refusal}\n`)
    bar.show({ done: sum.bytes, total, count: sum.entries })
  })
  bar.clear()
  const elapsed = io.now() - start
  io.stdout.write(
    `${grouped(sum.entries)} entries imported from ${files.length} files in ${duration(elapsed)} ` +
      `(${grouped(rate(sum.entries, elapsed))}/s), ${grouped(sum.repeated)} already imported, ` +
      `${grouped(sum.refused)} refusals\n`,
  )
  return sum.refused === 0 ? 0 : 1
}

async function* itemsOf(files: readonly string[]): AsyncGenerator<Item> {
  for (const file of files) yield* readItems(file)
}
