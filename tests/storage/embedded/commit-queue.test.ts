import assert from 'node:assert/strict'
import { CommitQueue } from '#storage/embedded/commit-queue.ts'
import type { Call, Engine } from '#storage/embedded/engine.ts'
import { pack, type Reply, type Request, unpack } from '#storage/embedded/message.ts'

/** Tells what was asked of it; fails where it is told to. */
class RecordingEngine implements Pick<Engine, 'execute'> {
  readonly told: string[] = []
  readonly fail = new Map<string, Error[]>()

  #tell(what: string): void {
    this.told.push(what)
    const error = this.fail.get(what)?.shift()
    if (error) throw error
  }

  execute({ args }: Call): unknown {
    this.#tell(String(args))
    return args
  }
  begin = () => this.#tell('begin')
  commit = () => this.#tell('commit')
  rollback = () => this.#tell('rollback')
  savepoint = () => undefined
  release = () => undefined
  undo = () => this.#tell('undo')
  close = () => this.#tell('close')
}

const busy = () => Object.assign(new Error('database is locked'), { errcode: 5 })
const full = () => Object.assign(new Error('database or disk is full'), { errcode: 13 })

function call(id: number, what: string, more: object = {}): Request {
  return { act: 'call', id, collection: 'c', method: 'count', args: pack(what), ...more }
}

function queueOver(engine: RecordingEngine, limits = {}) {
  const replies = new Map<number, Reply>()
  let wake = () => {}
  const queue = new CommitQueue({
    engine: engine as unknown as Engine,
    limits: { idle: 1000, life: 1000, lock: 1000, ...limits },
    random: () => 0,
    answer: (arrived) => {
      for (const reply of arrived) replies.set(reply.id, reply)
      wake()
    },
  })
  const answered = async (...ids: number[]) => {
    while (!ids.every((id) => replies.has(id))) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return ids.map((id) => {
      const reply = replies.get(id)
      return reply?.failure ? reply.failure.code : unpack(reply?.value)
    })
  }
  return { queue, answered }
}

describe('storage/embedded/commit-queue', () => {
  it('what has queued up is one transaction, in order', async () => {
    const engine = new RecordingEngine()
    const { queue, answered } = queueOver(engine)
    queue.push([call(1, 'a'), call(2, 'b')])
    queue.push([call(3, 'c')])
    assert.deepEqual(await answered(1, 2, 3), ['a', 'b', 'c'])
    assert.deepEqual(engine.told, ['begin', 'a', 'b', 'c', 'commit'])
  })

  it('undoes one that fails and keeps its neighbours', async () => {
    const engine = new RecordingEngine()
    engine.fail.set('b', [new Error('no')])
    const { queue, answered } = queueOver(engine)
    queue.push([call(1, 'a'), call(2, 'b'), call(3, 'c')])
    assert.deepEqual(await answered(1, 2, 3), ['a', 8, 'c'])
    assert.deepEqual(engine.told, ['begin', 'a', 'b', 'undo', 'c', 'commit'])
  })

  it('answers nothing as done whose commit failed', async () => {
    const engine = new RecordingEngine()
    engine.fail.set('commit', [full()])
    const { queue, answered } = queueOver(engine)
    queue.push([call(1, 'a'), call(2, 'b')])
    assert.deepEqual(await answered(1, 2), [14031, 14031])
    assert.deepEqual(engine.told, ['begin', 'a', 'b', 'commit', 'rollback'])
  })

  it('fails the whole group when the disk is full in the middle of it', async () => {
    const engine = new RecordingEngine()
    engine.fail.set('b', [full()])
    const { queue, answered } = queueOver(engine)
    queue.push([call(1, 'a'), call(2, 'b'), call(3, 'c')])
    assert.deepEqual(await answered(1, 2, 3), [14031, 14031, 'c'])
  })

  it('asks again while another process has the lock, and gives up in time', async () => {
    const engine = new RecordingEngine()
    engine.fail.set('begin', [busy(), busy()])
    const patient = queueOver(engine)
    patient.queue.push([call(1, 'a')])
    assert.deepEqual(await patient.answered(1), ['a'])
    assert.deepEqual(engine.told, ['begin', 'begin', 'begin', 'a', 'commit'])
    engine.fail.set('begin', [busy()])
    const impatient = queueOver(engine, { lock: -1 })
    impatient.queue.push([call(1, 'b', { transaction: 1, starts: true })])
    impatient.queue.push([call(2, 'c', { transaction: 1 }), call(3, 'd')])
    assert.deepEqual(await impatient.answered(1, 2, 3), [24, 251, 24])
  })

  it('a transaction has the lock alone until it ends', async () => {
    const engine = new RecordingEngine()
    const { queue, answered } = queueOver(engine)
    queue.push([call(1, 'a'), call(2, 't1', { transaction: 7, starts: true }), call(3, 'b')])
    await answered(2)
    queue.push([call(4, 'c'), call(5, 't2', { transaction: 7 })])
    queue.push([{ act: 'commit', id: 6, transaction: 7 }])
    await answered(1, 2, 3, 4, 5, 6)
    assert.deepEqual(engine.told, [
      ...['begin', 'a', 'commit'],
      ...['begin', 't1', 't2', 'commit'],
      ...['begin', 'b', 'c', 'commit'],
    ])
  })

  it('an error inside a transaction ends it, and what follows is refused', async () => {
    const engine = new RecordingEngine()
    engine.fail.set('t1', [new Error('no')])
    const { queue, answered } = queueOver(engine)
    queue.push([
      call(1, 't1', { transaction: 7, starts: true }),
      call(2, 't2', { transaction: 7 }),
      { act: 'commit', id: 3, transaction: 7 },
      { act: 'abort', id: 4, transaction: 7 },
    ])
    assert.deepEqual(await answered(1, 2, 3, 4), [8, 251, 251, undefined])
    assert.deepEqual(engine.told, ['begin', 't1', 'rollback'])
  })

  it('closes after what was asked before', async () => {
    const engine = new RecordingEngine()
    const { queue, answered } = queueOver(engine)
    queue.push([call(1, 'a'), { act: 'close', id: 2 }])
    await answered(1, 2)
    assert.deepEqual(engine.told, ['begin', 'a', 'commit', 'close'])
  })
})
