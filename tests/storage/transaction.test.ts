/** One store transaction: all of it or nothing, and no lost update. */
import assert from 'node:assert/strict'
import { OutcomeError } from '#fhir/outcome.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { nextOf, rowFor, sharedStore } from './store.ts'

const isConflict = (error: unknown) => error instanceof OutcomeError && error.status === 409

describe('storage/repository/transaction', () => {
  const store = sharedStore()

  it('inserts many rows and reads them back as they are', async () => {
    const { storage } = store()
    const rows = Array.from({ length: 1_200 }, (_, index) =>
      rowFor(storage, `Observation/${index}`, {
        cmp: ['Patient/siti'],
        tok: ['code\u001f718-7'],
        dat: [{ p: 'date', lo: 'a', hi: 'b' }],
        s: { date: 'a', '-date': 'b' },
        hold: 'h',
      }),
    )
    await storage.transact((transaction) => transaction.insert(rows))
    assert.deepEqual(await storage.read('Observation/7'), rows[7])
    assert.equal(await storage.count({ t: 'Observation', tok: 'code\u001f718-7' }), 1_200)
    assert.equal(await storage.count({ t: 'Observation' }, 100), 100)
    assert.equal(await storage.isEmpty(), false)
  })

  it('sees its own writes, while others see them after the commit', async () => {
    const { storage } = store()
    const row = rowFor(storage, 'Patient/p1')
    await storage.transact(async (transaction) => {
      await transaction.insert([row])
      assert.deepEqual(await transaction.read('Patient/p1'), row)
      assert.equal((await transaction.find({ t: 'Patient', lu: row.lu })).length, 1)
      assert.equal(await storage.read('Patient/p1'), undefined)
    })
    assert.deepEqual(await storage.read('Patient/p1'), row)
  })

  it('leaves nothing behind when the work fails', async () => {
    const { storage } = store()
    const failure = new Error('no')
    const work = storage.transact(async (transaction) => {
      await transaction.insert([rowFor(storage, 'Patient/p2')])
      await transaction.claim('c')
      await transaction.bump('registry')
      throw failure
    })
    await assert.rejects(work, failure)
    assert.equal(await storage.read('Patient/p2'), undefined)
    assert.equal(await storage.epoch('registry'), 0)
    assert.equal(await storage.transact((transaction) => transaction.claim('c')), true)
  })

  it('answers with what the work answers', async () => {
    const { storage } = store()
    assert.equal(await storage.transact(async () => 'done'), 'done')
  })

  it('moves the old version over when it is replaced', async () => {
    const { storage } = store()
    const first = rowFor(storage, 'Patient/p4', { hold: 'h', reg: true })
    const second = nextOf(storage, first)
    await storage.transact((transaction) => transaction.insert([first]))
    await storage.transact((transaction) => transaction.replace(first, second))
    assert.deepEqual(await storage.read('Patient/p4'), second)
    const old = await storage.version('Patient/p4', first.vid)
    assert.equal(old?._id, 'Patient/p4/1')
    assert.equal(old?.json, first.json)
    assert.equal(old?.hold, 'h')
    assert.equal(old?.reg, true)
    assert.equal('tok' in (old ?? {}), false)
    assert.equal(await storage.version('Patient/p4', second.vid), undefined)
  })

  it('refuses to replace or remove what is no longer current', async () => {
    const { storage } = store()
    const first = rowFor(storage, 'Patient/p5')
    const second = nextOf(storage, first)
    const stale = nextOf(storage, first)
    await storage.transact((transaction) => transaction.insert([first]))
    await storage.transact((transaction) => transaction.replace(first, second))
    await assert.rejects(
      storage.transact((transaction) => transaction.replace(first, stale)),
      isConflict,
    )
    await assert.rejects(
      storage.transact((transaction) => transaction.remove(first, tombstoneOf(first))),
      isConflict,
    )
    assert.deepEqual(await storage.read('Patient/p5'), second)
    assert.equal(await storage.countVersions({ of: 'Patient/p5' }), 1)
  })

  it('refuses an id that exists', async () => {
    const { storage } = store()
    const row = rowFor(storage, 'Patient/p6')
    await storage.transact((transaction) => transaction.insert([row]))
    const again = storage.transact((transaction) => transaction.insert([row]))
    await assert.rejects(again, isConflict)
  })

  it('deletes with a tombstone that is found again', async () => {
    const { storage } = store()
    const row = rowFor(storage, 'Patient/p7')
    const tombstone = tombstoneOf(row)
    await storage.transact((transaction) => transaction.insert([row]))
    await storage.transact((transaction) => transaction.remove(row, tombstone))
    assert.equal(await storage.read('Patient/p7'), undefined)
    assert.deepEqual(
      await storage.transact((transaction) => transaction.lastVersion('Patient/p7')),
      tombstone,
    )
    const all = await storage.versions({ of: 'Patient/p7' }, { sort: { n: -1 } })
    assert.deepEqual(
      all.map((version) => [version.n, version.del ?? false]),
      [
        [2, true],
        [1, false],
      ],
    )
  })

  it('replaces many, or none if one of them moved', async () => {
    const { storage } = store()
    const rows = ['a', 'b', 'c'].map((id) => rowFor(storage, `Group/${id}`))
    const [first] = rows
    assert.ok(first)
    const pairs = rows.map((row) => [row, nextOf(storage, row)] as const)
    await storage.transact((transaction) => transaction.insert(rows))
    await storage.transact((transaction) => transaction.replace(first, nextOf(storage, first)))
    const all = storage.transact((transaction) => transaction.replaceAll(pairs))
    await assert.rejects(all, isConflict)
    assert.equal((await storage.read('Group/b'))?.n, 1)
    await storage.transact((transaction) => transaction.replaceAll(pairs.slice(1)))
    assert.equal((await storage.read('Group/b'))?.n, 2)
    assert.equal(await storage.countVersions({ t: 'Group' }), 3)
  })

  it('lifts the labels of older versions', async () => {
    const { storage } = store()
    const first = rowFor(storage, 'Patient/p9', { sen: ['ETH'] })
    const second = nextOf(storage, first)
    await storage.transact((transaction) => transaction.insert([first]))
    await storage.transact(async (transaction) => {
      await transaction.replace(first, second)
      await transaction.raise('Patient/p9', 4, ['PRS', 'ETH'])
      await transaction.raise('Patient/p9', 1, [])
    })
    const old = await storage.version('Patient/p9', first.vid)
    assert.equal(old?.con, 4)
    assert.deepEqual(old?.sen, ['ETH', 'PRS'])
  })

  it('lifts the labels of the live row too, without a new version', async () => {
    const { storage } = store()
    const row = rowFor(storage, 'Patient/p10', { con: 3, sen: ['ETH'] })
    await storage.transact((transaction) => transaction.insert([row]))
    await storage.transact((transaction) => transaction.lift('Patient/p10', 2, ['PRS', 'ETH']))
    const lifted = await storage.read('Patient/p10')
    assert.deepEqual(lifted, { ...row, con: 3, sen: ['ETH', 'PRS'] })
  })

  it('gives a row without a compartment to the patient of its first referrer', async () => {
    const { storage } = store()
    const row = rowFor(storage, 'Medication/1')
    const cmp = ['Patient/p11']
    await storage.transact((transaction) => transaction.insert([row]))
    await storage.transact((transaction) =>
      transaction.adopt('Medication/1', { cmp, con: 3, sen: ['ETH'] }),
    )
    const adopted = { ...row, cmp, cpn: 1, con: 3, sen: ['ETH'], sk: 'Patient/p11' }
    assert.deepEqual(await storage.find({ cmp: 'Patient/p11', t: 'Medication' }), [adopted])
  })

  it('admits an audience to live rows, for reading and for finding', async () => {
    const { storage } = store()
    const row = rowFor(storage, 'Task/1')
    await storage.transact((transaction) => transaction.insert([row]))
    const pool = 'HealthcareService/educators'
    for (let again = 0; again < 2; again++)
      await storage.transact((transaction) => transaction.admit(['Task/1'], [pool]))
    const found = await storage.find({ t: 'Task', tok: `_aud\u001f${pool}` })
    assert.deepEqual(
      found.map((one) => one.aud),
      [[pool]],
    )
    assert.equal(found[0]?.n, 1)
  })

  it('finds with sort, limit and only the columns asked for', async () => {
    const { storage } = store()
    const rows = [1, 2, 3].map((id) => rowFor(storage, `Flag/${id}`))
    await storage.transact((transaction) => transaction.insert(rows))
    const found = await storage.find({ t: 'Flag' }, { sort: { lu: -1 }, limit: 2, fields: ['lu'] })
    assert.deepEqual(found, [
      { _id: 'Flag/3', lu: rows[2]?.lu },
      { _id: 'Flag/2', lu: rows[1]?.lu },
    ])
    assert.deepEqual(await storage.find({ t: 'Flag' }, { limit: 0 }), [])
  })
})

function tombstoneOf(row: ResourceRow) {
  const { tok, ref, str, stx, dat, num, s, sd, json, sk, ...columns } = row
  const n = row.n + 1
  return {
    ...columns,
    _id: `${row._id}/${n}`,
    of: row._id,
    n,
    vid: 'gone',
    lu: `${row.lu}`,
    del: true,
  }
}
