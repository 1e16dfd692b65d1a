/** Checks the file in a thread of its own, so that neither readers nor the writer wait for it. */
import { Worker } from 'node:worker_threads'

export type Progress = (done: number, total: number) => void

/** What the checking thread sends. */
export type CheckMessage =
  | { readonly done: number; readonly total: number }
  | { readonly findings: string[] }

export function checkFile(path: string, progress?: Progress): Promise<string[]> {
  const worker = new Worker(new URL('./check-thread.ts', import.meta.url), {
    workerData: path,
    execArgv: [],
  })
  return new Promise((resolve, reject) => {
    worker.on('message', (message: CheckMessage) => {
      if ('findings' in message) resolve(message.findings)
      else progress?.(message.done, message.total)
    })
    worker.on('error', reject)
  })
}
