/** Transactions under the conflicts of a replica set: every write path must be able to run again (storage.md 7). */
import assert from 'node:assert/strict'
import type { Injected, Point } from '#storage/embedded/session.ts'
import { overEngines } from './engines.ts'

const conflict: Injected = {
  message: 'Write conflict during plan execution',
  code: 112,
  codeName: 'WriteConflict',
  labels: ['TransientTransactionError'],
}
const lost: Injected = {
  message: 'the answer was lost',
  code: 50,
  codeName: 'MaxTimeMSExpired',
  labels: ['UnknownTransactionCommitResult'],
}

/** What is thrown next, in order; nothing once it is empty. */
let planned: ((point: Point) => Injected | undefined)[] = []
const inject = (point: Point) => planned.shift()?.(point)

overEngines(
  'injected failures',
  (store, engine) => {
    if (engine.kind === 'mongodb') return
    afterEach(() => {
      planned = []
    })

    async function transfer() {
      const rows = store().collection()
      await rows.insertMany([
        { _id: 'from', n: 10 },
        { _id: 'to', n: 0 },
      ])
      let runs = 0
      const session = store().connection.getClient().startSession()
      await session.withTransaction(async () => {
        runs++
        await rows.updateOne({ _id: 'from' }, { $inc: { n: -1 } }, { session })
        await rows.updateOne({ _id: 'to' }, { $inc: { n: 1 } }, { session })
      })
      await session.endSession()
      const [from, to] = await rows.find({}, { sort: { _id: 1 } }).toArray()
      assert.deepEqual([from?.n, to?.n], [9, 1])
      return runs
    }

    const at = (act: Point['act'], failure: Injected) => (point: Point) =>
      point.act === act ? failure : undefined
    const nothing = () => undefined

    it('a conflict at the first operation runs the callback again', async () => {
      planned = [at('call', conflict)]
      assert.equal(await transfer(), 2)
    })

    it('so does one at the second, and one at the commit', async () => {
      planned = [nothing, at('call', conflict)]
      assert.equal(await transfer(), 2)
      planned = [nothing, nothing, at('commit', conflict)]
      assert.equal(await transfer(), 2)
    })

    it('a commit that did not happen is tried again, without the callback', async () => {
      planned = [
        nothing,
        nothing,
        at('commit', { ...lost, code: 91, codeName: 'ShutdownInProgress' }),
      ]
      assert.equal(await transfer(), 1)
    })

    it('a commit of which only the answer was lost happens once', async () => {
      const after = { ...lost, code: 91, codeName: 'ShutdownInProgress', after: true }
      planned = [nothing, nothing, at('commit', after)]
      assert.equal(await transfer(), 1)
    })

    it('many in a row change nothing in the end', async () => {
      planned = [
        at('call', conflict),
        nothing,
        at('call', conflict),
        nothing,
        nothing,
        at('commit', conflict),
      ]
      assert.equal(await transfer(), 4)
    })

    it('any other failure is told, and nothing is kept', async () => {
      planned = [nothing, at('call', { message: 'no', code: 8, codeName: 'UnknownError' })]
      await assert.rejects(transfer, { code: 8 })
    })
  },
  { inject },
)
