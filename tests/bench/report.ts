/** The table and the JSON of a run; every result has a key `ratio`. */

export interface Figure {
  readonly name: string
  readonly value: string
  /** what it is measured against, same run */
  readonly ceiling: string
  readonly ratio: number
}

export function report(
  figures: readonly Figure[],
  machine: string,
): { markdown: string; json: string } {
  const date = new Date().toISOString().slice(0, 10)
  const rows = figures.map(
    (one) => `| ${one.name} | ${one.value} | ${one.ceiling} | ${one.ratio.toFixed(2)} |`,
  )
  const markdown = [
    '# Benchmarks',
    '',
    `\`npm run bench -- --quick\` on ${date}: ${machine}; the load generator shares the cores. Token check, consent, witness, validation and \`synchronous=FULL\` are on in every figure. The set: 122 Synthea bundles, 92,114 entries. Reads: median of three rounds of 32 connections in turns with the ceiling, an Express handler that sends the same bytes from memory. A ratio holds for one runtime and one run.`,
    '',
    '| what | measured | against | ratio |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
  const json = JSON.stringify(
    {
      date,
      machine,
      results: figures.map((one) => ({ ...one, ratio: Number(one.ratio.toFixed(4)) })),
    },
    null,
    2,
  )
  return { markdown, json: `${json}\n` }
}
