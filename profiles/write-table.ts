/** Writes one table of the snapshot: a line per entry, sorted, so that a change is seen in a diff. */
import { writeFileSync } from 'node:fs'

export function writeTable(file: string, table: Readonly<Record<string, unknown>>): void {
  const lines = Object.keys(table)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(table[key])}`)
  writeFileSync(new URL(`base/${file}`, import.meta.url), `{\n${lines.join(',\n')}\n}\n`)
}
