/** Counts for operators: how many requests of which kind came to which end. Nothing in it names anybody. */

export interface Meter {
  count(interaction: string, status: number): void
  /** Prometheus text: https://prometheus.io/docs/instrumenting/exposition_formats/ */
  lines(): string
}

export function createMeter(): Meter {
  const counts = new Map<string, number>()
  return {
    count(interaction, status) {
      const key = `interaction="${interaction}",status="${Math.floor(status / 100)}xx"`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    lines() {
      const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
      return rows.map(([key, count]) => `amanah_requests_total{${key}} ${count}\n`).join('')
    },
  }
}
