/** The chain of the witness: it goes on after a restart, joins what others wrote, and shows where it was touched. */
import assert from 'node:assert/strict'
import type { Connection } from 'mongoose'
import { digest, genesis } from '#audit/chain.ts'
import { connect } from '#storage/connect.ts'
import type { Rows, WitnessRow } from '#storage/models/models.ts'
import { openWitnessChain } from '#storage/witness-chain.ts'
import { verifyWitness } from '#storage/witness-verify.ts'
import { lineFor, newDirectory, removeDirectory } from './store.ts'

const siti = 'Patient/siti'

describe('storage/witness-verify', () => {
  let directory = ''
  let connection: Connection
  let count = 0

  before(async () => {
    directory = await newDirectory()
    connection = await connect(`file:${directory}`, { file: 'witness.db' })
  })
  after(async () => {
    await connection.close()
    await removeDirectory(directory)
  })

  async function newRows(): Promise<Rows<WitnessRow>> {
    count += 1
    const rows = connection.collection(`chain${count}`) as unknown as Rows<WitnessRow>
    await rows.createIndex({ chain: 1, seq: 1 }, { unique: true })
    return rows
  }
  const open = (rows: Rows<WitnessRow>, name = '0') =>
    openWitnessChain({ rows, digest, genesis, chain: () => name })
  const verify = (rows: Rows<WitnessRow>) => verifyWitness({ rows, digest, genesis })

  it('goes on where an earlier process ended', async () => {
    const rows = await newRows()
    for (let life = 0; life < 3; life++) await open(rows).append([lineFor(siti)])
    const seqs = (await rows.find({}).toArray()).map((row) => row.seq)
    assert.deepEqual(seqs, [1, 2, 3])
    assert.deepEqual(await verify(rows), [])
  })

  it('stays one chain when two processes take it for theirs', async () => {
    const rows = await newRows()
    const both = [open(rows), open(rows)]
    for (let round = 0; round < 5; round++)
      await Promise.all(both.map((chain) => chain.append([lineFor(siti), lineFor(siti)])))
    assert.equal(await rows.countDocuments({}), 20)
    assert.deepEqual(await verify(rows), [])
  })

  it('keeps one chain per process', async () => {
    const rows = await newRows()
    await open(rows, '0').append([lineFor(siti)])
    await open(rows, '32').append([lineFor(siti)])
    assert.deepEqual(await verify(rows), [])
    await rows.deleteOne({ chain: '0' })
    assert.deepEqual(await verify(rows), [], 'the end of a chain is in the backup’s manifest')
  })

  it('tells who waits that his line was not kept, and nobody else', async () => {
    const rows = await newRows()
    const broken = openWitnessChain({
      rows,
      digest: (previous, line) => {
        if (line.id === bad.id) throw new Error('no')
        return digest(previous, line)
      },
      genesis,
      chain: () => '0',
    })
    const bad = lineFor(siti)
    const good = lineFor(siti)
    await assert.rejects(broken.append([bad]), /no/)
    await broken.append([good])
    assert.equal(await rows.countDocuments({}), 1)
    assert.deepEqual(await verify(rows), [])
  })

  const other = JSON.stringify(lineFor('Patient/other'))
  const faults: [string, (rows: Rows<WitnessRow>) => Promise<unknown>, RegExp][] = [
    ['a changed line', (rows) => rows.updateOne({ seq: 2 }, { $set: { json: other } }), /line 2/],
    ['a dropped line', (rows) => rows.deleteOne({ seq: 2 }), /after line 1 comes line 3/],
    [
      'a line under another patient',
      (rows) => rows.updateOne({ seq: 2 }, { $set: { patients: [] } }),
      /indexed under something else/,
    ],
    [
      'a line put in between',
      async (rows) => {
        const row = await rows.findOne({ seq: 2 })
        assert.ok(row)
        await rows.replaceOne({ _id: row._id }, { ...row, json: other, digest: row.digest })
      },
      /line 2 does not continue/,
    ],
  ]
  for (const [what, fault, finding] of faults)
    it(`notices ${what}, and where`, async () => {
      const rows = await newRows()
      await open(rows).append([lineFor(siti), lineFor(siti), lineFor(siti)])
      await fault(rows)
      const findings = await verify(rows)
      assert.equal(findings.length, 1)
      assert.match(findings[0] ?? '', finding)
    })
})
