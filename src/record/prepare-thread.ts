/** The thread behind `prepare-pool`: keeps each large Bundle between its two steps. */
import { parentPort } from 'node:worker_threads'
import { OutcomeError } from '#fhir/outcome.ts'
import { type Preparation, prepare } from './prepare.ts'
import type { Question, Reply } from './prepare-pool.ts'

const kept = new Map<number, Preparation>()

function answer(question: Question): Reply | undefined {
  try {
    if (question.ask === 'drop') {
      kept.delete(question.job)
      return undefined
    }
    if (question.ask === 'prepare') {
      const preparation = prepare(question.body, question.options)
      kept.set(question.job, preparation)
      return { job: question.job, prepared: preparation.prepared }
    }
    const preparation = kept.get(question.job)
    if (preparation === undefined) return { job: question.job, crash: 'the Bundle is gone' }
    return { job: question.job, settled: preparation.settle(question.assignment) }
  } catch (fault) {
    if (fault instanceof OutcomeError)
      return { job: question.job, issues: fault.issues, status: fault.status }
    return { job: question.job, crash: fault instanceof Error ? fault.name : 'unknown fault' }
  }
}

parentPort?.on('message', (question: Question) => {
  const reply = answer(question)
  if (reply !== undefined) parentPort?.postMessage(reply)
})
