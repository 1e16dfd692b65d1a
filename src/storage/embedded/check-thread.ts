/** The thread in which a file is checked. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CheckMessage } from './check.ts'
import { openEngine } from './engine.ts'

const post = (message: CheckMessage) => parentPort?.postMessage(message)
const engine = openEngine(workerData as string, { readonly: true })
try {
  const findings = engine.check((done: number, total: number) => post({ done, total }))
  post({ findings })
} finally {
  engine.close()
}
