/**
 * Runs work in one store transaction, again on a write conflict
 * (https://www.mongodb.com/docs/manual/core/transactions-in-applications/). Only `record` calls it.
 */
import { OutcomeError } from '#fhir/outcome.ts'
import type { Models } from '../models/models.ts'
import { duplicateKey, hasLabel, isServerError } from '../server-error-code.ts'
import type { OutboxEntry, Storage } from '../storage.ts'
import { openTransaction } from './transaction.ts'

/** Then others keep winning, and the caller is told. */
const mostAttempts = 12

const options = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', j: true },
  readPreference: 'primary',
} as const

export function openTransactor(given: {
  readonly models: Models
  /** told after the commit what the outbox holds now */
  readonly owe: (entries: readonly OutboxEntry[]) => void
}): Storage['transact'] {
  return async <T>(work: (transaction: ReturnType<typeof openTransaction>) => Promise<T>) => {
    const session = await given.models.data.startSession()
    let attempts = 0
    let emitted: OutboxEntry[] = []
    let result: T | undefined
    try {
      await session.withTransaction(async () => {
        attempts += 1
        if (attempts > mostAttempts) throw contended()
        emitted = []
        result = await work(openTransaction(given.models, session, emitted))
      }, options)
    } catch (error) {
      if (isServerError(error, duplicateKey))
        throw OutcomeError.conflict('Something with the same id was written at the same time.')
      if (hasLabel(error, 'TransientTransactionError')) throw contended()
      throw error
    } finally {
      await session.endSession()
    }
    given.owe(emitted)
    return result as T
  }
}

function contended(): OutcomeError {
  return OutcomeError.conflict('Others keep changing the same resources; try again.')
}
