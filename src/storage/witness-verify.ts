/** Walks every chain of the witness from its beginning: no line missing, none changed, none added in between. */
import type { Rows, WitnessRow } from './models/models.ts'
import { findRows } from './repository/find-rows.ts'
import type { Line } from './witness.ts'
import type { Digest } from './witness-chain.ts'

const page = 1_000

export interface VerifyInput {
  readonly rows: Rows<WitnessRow>
  readonly digest: Digest
  readonly genesis: string
}

export async function verifyWitness(input: VerifyInput): Promise<string[]> {
  const findings: string[] = []
  for (const chain of await chainNames(input.rows)) {
    const finding = await verifyChain(input, chain)
    if (finding !== undefined) findings.push(finding)
  }
  return findings
}

/** By the index on chain and seq, one look per chain. */
async function chainNames(rows: Rows<WitnessRow>): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    const [next] = await findRows(
      rows,
      { chain: { $gt: names.at(-1) ?? '' } },
      { sort: { chain: 1, seq: 1 }, limit: 1, fields: ['chain'] },
    )
    if (next === undefined) return names
    names.push(next.chain)
  }
}

/** The first break says where; what follows a break proves nothing. */
async function verifyChain(input: VerifyInput, chain: string): Promise<string | undefined> {
  let seq = 0
  let digest = input.genesis
  for (;;) {
    const rows = await findRows(
      input.rows,
      { chain, seq: { $gt: seq } },
      { sort: { seq: 1 }, limit: page },
    )
    for (const row of rows) {
      if (row.seq !== seq + 1)
        return `Witness chain ${chain}: after line ${seq} comes line ${row.seq}.`
      const line = JSON.parse(row.json) as Line
      digest = input.digest(digest, line)
      if (digest !== row.digest)
        return `Witness chain ${chain}: line ${row.seq} does not continue the chain.`
      if (!agrees(row, line))
        return `Witness chain ${chain}: line ${row.seq} is indexed under something else than it says.`
      seq = row.seq
    }
    if (rows.length < page) return undefined
  }
}

function agrees(row: WitnessRow, line: Line): boolean {
  return (
    row._id === line.id &&
    row.at === line.at &&
    row.who === line.who &&
    (row.refused === true) === (line.outcome === 'deny') &&
    row.patients.length === line.patients.length &&
    row.patients.every((patient, index) => patient === line.patients[index])
  )
}
