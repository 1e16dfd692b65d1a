/** The thread that owns the one write connection (storage.md 4). */
import { parentPort, workerData } from 'node:worker_threads'
import { CommitQueue } from './commit-queue.ts'
import { openEngine } from './engine.ts'
import { failureOf } from './failure.ts'
import { jitter } from './jitter.ts'
import type { Reply, Request, WriterSettings } from './message.ts'
import { openWhenFree } from './open-when-free.ts'

const port = parentPort
const settings: WriterSettings = workerData
const random = jitter(settings.seed)

try {
  const engine = await openWhenFree(
    () => openEngine(settings.path, { readonly: false }),
    settings.limits.lock,
    random,
  )
  const queue = new CommitQueue({
    engine,
    limits: settings.limits,
    random,
    answer: (replies) => port?.postMessage(replies),
  })
  port?.on('message', (requests: Request[]) => queue.push(requests))
  port?.postMessage([{ id: 0 }] satisfies Reply[])
} catch (error) {
  port?.postMessage([{ id: 0, failure: failureOf(error) }] satisfies Reply[])
}
