/** Write conflicts as a replica set reports them: the work runs again, and its effect is there once or not at all. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { OutcomeError } from '#fhir/outcome.ts'
import type { StoreOptions } from '#storage/connect.ts'
import { lineFor, rowFor, sharedStore } from './store.ts'

type Inject = NonNullable<StoreOptions['inject']>

const writeConflict = {
  code: 112,
  codeName: 'WriteConflict',
  message: 'injected',
  labels: ['TransientTransactionError'],
}

describe('storage/repository/transactor', () => {
  let inject: Inject = () => undefined
  const store = sharedStore({ store: { inject: (point) => inject(point) } })

  beforeEach(() => {
    inject = () => undefined
  })

  for (const operation of [1, 2, 3, 4, 5])
    it(`runs again on a conflict at ${operation === 5 ? 'the commit' : `operation ${operation}`}`, async () => {
      const { storage } = store()
      const row = rowFor(storage, `Person/${operation}`)
      let count = 0
      inject = () => {
        count += 1
        return count === operation ? writeConflict : undefined
      }
      let runs = 0
      const fresh = await storage.transact(async (transaction) => {
        runs += 1
        const isNew = await transaction.claim(`c${operation}`)
        await transaction.insert([row])
        await transaction.bump(row._id)
        await transaction.emit({ _id: row.lu, lines: [lineFor(row._id)], changes: [] })
        return isNew
      })
      assert.equal(fresh, true)
      assert.equal(runs, 2)
      assert.equal(await storage.epoch(row._id), 1)
      assert.equal(await storage.witness.count({ patient: row._id }), 1)
    })

  it('gives up with a conflict when it keeps conflicting', async () => {
    const { storage } = store()
    let runs = 0
    inject = () => writeConflict
    const work = storage.transact(async (transaction) => {
      runs += 1
      await transaction.bump('contended')
    })
    await assert.rejects(work, (error) => error instanceof OutcomeError && error.status === 409)
    assert.ok(runs > 2)
    assert.equal(await storage.epoch('contended'), 0)
  })

  it('commits once when the answer of the commit is lost', async () => {
    const { storage } = store()
    let lost = 2
    inject = (point) => {
      if (point.act !== 'commit' || lost === 0) return undefined
      lost -= 1
      return {
        code: 91,
        codeName: 'ShutdownInProgress',
        message: 'injected',
        labels: ['UnknownTransactionCommitResult'],
        after: true,
      }
    }
    await storage.transact((transaction) => transaction.bump('lost'))
    assert.equal(await storage.epoch('lost'), 1)
    assert.equal(lost, 0)
  })

  it('law: under random conflicts every answered write is there once', async () => {
    const { storage } = store()
    inject = () => ((randomBytes(1)[0] ?? 0) < 24 ? writeConflict : undefined)
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const row = rowFor(storage, `Patient/${index}`)
        return storage.transact(async (transaction) => {
          await transaction.claim(`random ${index}`)
          await transaction.insert([row])
          await transaction.bump('random')
          await transaction.emit({ _id: row.lu, lines: [lineFor('Patient/all')], changes: [] })
        })
      }),
    )
    assert.equal(await storage.count({ t: 'Patient' }), 40)
    assert.equal(await storage.epoch('random'), 40)
    assert.equal(await storage.witness.count({ patient: 'Patient/all' }), 40)
    assert.deepEqual(await storage.check(), [])
  })
})
