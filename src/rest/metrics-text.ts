/** Counts alone, in Prometheus text. https://prometheus.io/docs/instrumenting/exposition_formats/ */
import type { RecordableHistogram } from 'node:perf_hooks'
import type { Meter } from './meter.ts'

export function metricsText(
  meter: Meter,
  sizes: Readonly<Record<string, number>>,
  delay: Pick<RecordableHistogram, 'percentile'>,
  rss: number,
): string {
  const documents = Object.entries(sizes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `amanah_documents{collection="${name}"} ${count}\n`)
    .join('')
  const quantiles = [0.5, 0.99]
    .map(
      (part) =>
        `amanah_event_loop_delay_seconds{quantile="${part}"} ${seconds(delay.percentile(part * 100))}\n`,
    )
    .join('')
  return [
    described(
      'amanah_requests_total',
      'counter',
      'Requests answered, by interaction and status class.',
    ),
    meter.lines(),
    described('amanah_documents', 'gauge', 'Documents in each collection, estimated.'),
    documents,
    described(
      'amanah_event_loop_delay_seconds',
      'gauge',
      'Delay of the event loop since the start.',
    ),
    quantiles,
    described('process_resident_memory_bytes', 'gauge', 'Resident memory.'),
    `process_resident_memory_bytes ${rss}\n`,
  ].join('')
}

function described(name: string, type: 'counter' | 'gauge', help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function seconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0
}
