/** Closed load with autocannon in this process: 32 connections; only right answers count. */
import autocannon from 'autocannon'

export interface Load {
  readonly url: string
  readonly seconds: number
  readonly headers?: Readonly<Record<string, string>>
  readonly connections?: number
}

export interface LoadResult {
  /** requests per second, mean */
  readonly rate: number
  /** milliseconds */
  readonly p50: number
  readonly p99: number
}

export async function load(given: Load): Promise<LoadResult> {
  const result = await autocannon({
    url: given.url,
    duration: given.seconds,
    connections: given.connections ?? 32,
    headers: { ...given.headers },
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(
      `${result.non2xx} wrong answers and ${result.errors} errors: the figure does not count`,
    )
  return { rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 }
}

/** The middle one of three interleaved rounds, with the range. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
