/**
 * `npm run bench -- --quick`: the four figures of the main job with their ceilings, in one run, everything on (token
 * check, consent, witness, `synchronous=FULL`, validation). Writes docs/benchmarks.md and docs/benchmarks.json.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { command, lastLine } from './command.ts'
import { load, median } from './load.ts'
import { type Figure, report } from './report.ts'
import { launch, type Running } from './server.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    help: { type: 'boolean' },
    data: { type: 'string', default: '../shared/data/synthea' },
    seconds: { type: 'string', default: '8' },
  },
})
if (values.help === true) {
  process.stdout.write(
    'Usage: npm run bench -- --quick [--data DIR] [--seconds N]\n\nMeasures import, start, read and memory on the Synthea bundles in DIR and writes docs/benchmarks.{md,json}.\n',
  )
  process.exit(0)
}
if (!existsSync(values.data)) {
  process.stderr.write(`There are no bundles in ${values.data}: say --data DIR.\n`)
  process.exit(1)
}

const root = join(import.meta.dirname, '..', '..')
const directory = mkdtempSync(join(tmpdir(), 'amanah-bench-'))
const env = { DATABASE_URI: `file:${directory}`, AMANAH_SEED: 'none', PORT: '18080' }
const entries = 92_114
const amanah = { script: join(root, 'src/main.ts'), port: 18_080, env, ready: '/health/ready' }
const say = (text: string) => process.stderr.write(`${text}\n`)

try {
  const figures = await measure()
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
  const { markdown, json } = report(figures, machine)
  writeFileSync(join(root, 'docs/benchmarks.md'), markdown)
  writeFileSync(join(root, 'docs/benchmarks.json'), json)
  process.stdout.write(markdown)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

async function measure(): Promise<Figure[]> {
  let server = await launch(amanah)
  const emptyStart = server.startMillis
  const added = JSON.parse(
    await lastLine(
      ['client', 'add', '--name', 'Bench', '--organization', 'Bench', '--scope', 'system/*.cruds'],
      env,
    ),
  ) as { client_id: string }
  const id = added.client_id
  say('importing …')
  const seconds = await imported(id)
  const afterImport = server.rss()
  await server.stop()
  server = await launch(amanah)
  const fullStart = server.startMillis
  const token = await lastLine(['token', '--client', id, '--minutes', '120'], env)
  const read = await reads(server, token)
  const afterReads = server.rss()
  await server.stop()
  const rate = entries / seconds
  return [
    {
      name: 'import of the whole Synthea set',
      value: `${Math.round(rate)} entries/s`,
      ceiling: '1,000 entries/s asked',
      ratio: rate / 1000,
    },
    {
      name: 'start to ready, empty store',
      value: `${Math.round(emptyStart)} ms`,
      ceiling: '2,000 ms asked',
      ratio: 2000 / emptyStart,
    },
    {
      name: 'start to ready, full set',
      value: `${Math.round(fullStart)} ms`,
      ceiling: '2,000 ms asked',
      ratio: 2000 / fullStart,
    },
    {
      name: 'read by id, 32 connections',
      value: `${Math.round(read.rate)} req/s`,
      ceiling: `Express from memory ${Math.round(read.ceiling)} req/s`,
      ratio: read.rate / read.ceiling,
    },
    {
      name: 'p99 of these reads',
      value: `${read.p99} ms`,
      ceiling: `Express ${read.ceilingP99} ms`,
      ratio: read.p99 / Math.max(1, read.ceilingP99),
    },
    {
      name: 'RSS of the server after the import (peak)',
      value: `${Math.round(afterImport.now)} (${Math.round(afterImport.peak)}) MiB`,
      ceiling: '600 MiB asked',
      ratio: afterImport.peak / 600,
    },
    {
      name: 'RSS of the server after the reads (peak)',
      value: `${Math.round(afterReads.now)} (${Math.round(afterReads.peak)}) MiB`,
      ceiling: '600 MiB asked',
      ratio: afterReads.peak / 600,
    },
  ]
}

/** The providers first, then the patients; seconds for both. */
async function imported(id: string): Promise<number> {
  const files = readdirSync(values.data).filter((file) => file.endsWith('.gz'))
  const path = (file: string) => join(values.data, file)
  const begin = performance.now()
  for (const part of [
    files.filter((file) => file.startsWith('0-')),
    files.filter((file) => !file.startsWith('0-')),
  ]) {
    const ran = await command(['import', ...part.map(path), '--client', id], env)
    if (ran.code !== 0) throw new Error(`import: ${ran.stderr.slice(-1000)}`)
  }
  return (performance.now() - begin) / 1000
}

/** Rounds of server and ceiling in turns, so that both meet the same moods of the machine. */
async function reads(server: Running, token: string) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/fhir+json' }
  const found = await fetch(`${server.base}/fhir/Observation?_count=1`, { headers })
  const bundle = (await found.json()) as { entry: { resource: { id: string } }[] }
  const url = `${server.base}/fhir/Observation/${bundle.entry[0]?.resource.id}`
  const body = await (await fetch(url, { headers })).text()
  const file = join(directory, 'body.json')
  writeFileSync(file, body)
  const ceiling = await launch({
    script: join(import.meta.dirname, 'ceiling.ts'),
    port: 18_081,
    env: { CEILING_BODY: file },
    ready: '/ready',
  })
  const seconds = Number(values.seconds)
  const ours: number[] = []
  const theirs: number[] = []
  const p99: number[] = []
  const ceilingP99: number[] = []
  await load({ url, headers, seconds: 3 })
  for (let round = 1; round <= 3; round++) {
    say(`reading, round ${round} of 3 …`)
    const one = await load({ url, headers, seconds })
    const other = await load({ url: url.replace('18080', '18081'), headers, seconds })
    ours.push(one.rate)
    theirs.push(other.rate)
    p99.push(one.p99)
    ceilingP99.push(other.p99)
  }
  await ceiling.stop()
  return {
    rate: median(ours),
    ceiling: median(theirs),
    p99: median(p99),
    ceilingP99: median(ceilingP99),
  }
}
