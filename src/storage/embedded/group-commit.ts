/** A group commit: calls that stand alone become one SQLite transaction, each in its own savepoint. */
import { performance } from 'node:perf_hooks'
import type { Engine } from './engine.ts'
import { failure, failureOf, sqliteCode } from './failure.ts'
import { type CallRequest, pack, type Reply, unpack } from './message.ts'

const groupSize = 256
const groupMillis = 20
/** SQLite gives up the whole transaction: input/output error, disk full */
const fatal = new Set([10, 13])

export type Waiting = CallRequest & { readonly since: number }

/** Runs what `next` gives, in a transaction that has begun, and commits it; the answers may leave when this returns. */
export function runGroup(engine: Engine, next: () => Waiting | undefined): Reply[] {
  const start = performance.now()
  const replies: Reply[] = []
  let running: Waiting | undefined
  try {
    while (replies.length < groupSize && performance.now() - start < groupMillis) {
      running = next()
      if (!running) break
      replies.push(runAlone(engine, running))
    }
    running = undefined
    engine.commit()
    return replies
  } catch (error) {
    rollback(engine)
    const cause = failureOf(error)
    const asked = running ? [...replies, running] : replies
    return asked.map(({ id }) => ({ id, failure: cause }))
  }
}

/** One failure does not sink its neighbours, unless SQLite itself gave up the transaction. */
function runAlone(engine: Engine, request: Waiting): Reply {
  const { id } = request
  if (isOverdue(request)) return { id, failure: overdue }
  engine.savepoint()
  try {
    const value = pack(execute(engine, request))
    engine.release()
    return { id, value }
  } catch (error) {
    if (fatal.has(sqliteCode(error) ?? 0)) throw error
    engine.undo()
    return { id, failure: failureOf(error) }
  }
}

export const overdue = failure('MaxTimeMSExpired', 'operation exceeded time limit')

/** It has waited longer than its maxTimeMS; nothing of it is done. */
export function isOverdue({ patience, since }: Waiting): boolean {
  return patience !== undefined && performance.now() - since > patience
}

export function execute(engine: Engine, request: CallRequest): unknown {
  const { collection, method } = request
  return engine.execute({ collection, method, args: unpack(request.args) })
}

/** SQLite may have rolled back by itself; then there is nothing left to undo. */
export function rollback(engine: Engine): void {
  try {
    engine.rollback()
  } catch {}
}
