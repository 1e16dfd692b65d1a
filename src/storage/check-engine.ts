/** What the engine says of its own files and index rows; MongoDB keeps that to its own tools. */
import type { Models } from './models/models.ts'

interface Checked {
  check(): Promise<readonly string[]>
}

export async function engineFindings(models: Models): Promise<string[]> {
  const findings: string[] = []
  for (const connection of new Set([models.data, models.witness.db])) {
    const client: unknown = connection.getClient()
    if (hasCheck(client)) findings.push(...(await client.check()))
  }
  return findings
}

function hasCheck(client: unknown): client is Checked {
  return (
    typeof client === 'object' &&
    client !== null &&
    'check' in client &&
    typeof client.check === 'function'
  )
}
