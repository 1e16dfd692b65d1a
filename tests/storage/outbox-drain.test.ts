/** Lines that a commit owes: durable with the commit, moved to the chain once, whoever moves them. */
import assert from 'node:assert/strict'
import { connect } from '#storage/connect.ts'
import { openStorage } from '#storage/open-storage.ts'
import type { OutboxEntry } from '#storage/storage.ts'
import type { Line } from '#storage/witness.ts'
import { lineFor, optionsFor, rowFor, sharedStore } from './store.ts'

const entryOf = (id: string, ...lines: Line[]): OutboxEntry => ({ _id: id, lines, changes: [] })

describe('storage/outbox-drain', () => {
  const store = sharedStore()

  it('the witness sees the line of a write that has just been answered', async () => {
    const siti = 'Patient/siti-1'
    const { storage } = store()
    for (let count = 1; count <= 20; count++) {
      await storage.transact((transaction) => transaction.emit(entryOf(`e${count}`, lineFor(siti))))
      assert.equal(await storage.witness.count({ patient: siti }), count)
    }
    assert.equal((await storage.sizes()).outbox, 0)
  })

  it('a transaction that fails owes nothing', async () => {
    const siti = 'Patient/siti-2'
    const { storage } = store()
    const work = storage.transact(async (transaction) => {
      await transaction.emit(entryOf('failing', lineFor(siti)))
      throw new Error('no')
    })
    await assert.rejects(work)
    assert.equal(await storage.witness.count({ patient: siti }), 0)
  })

  it('what a dead process left is moved at start, also what it had moved already', async () => {
    const siti = 'Patient/siti-3'
    const { storage, directory } = store()
    const [moved, left] = [lineFor(siti), lineFor(siti)]
    await storage.witness.append([moved])
    const data = await connect(`file:${directory}`)
    await data.collection('outbox').insertOne(entryOf('left', moved, left) as object)
    await data.close()
    const next = await openStorage(optionsFor(directory))
    assert.equal((await next.sizes()).outbox, 0)
    assert.deepEqual(await next.witness.find({ patient: siti, limit: 5 }), [left, moved])
    assert.deepEqual(await next.witness.verify(), [])
    await next.close()
  })

  it('moves what many transactions owe', async () => {
    const siti = 'Patient/siti-4'
    const { storage } = store()
    const rows = Array.from({ length: 60 }, (_, index) => rowFor(storage, `Patient/${index}`))
    await Promise.all(
      rows.map((row) =>
        storage.transact(async (transaction) => {
          await transaction.insert([row])
          const changes = [{ ref: row._id, vid: row.vid, act: 'create' as const }]
          await transaction.emit({ _id: row.lu, lines: [lineFor(siti)], changes })
        }),
      ),
    )
    assert.equal(await storage.witness.count({ patient: siti }), rows.length)
    assert.deepEqual(await storage.check(), [])
  })
})
