/** Transactions by logical session and number, as a server keeps them. */
import type { EmbeddedClient } from '#storage/embedded/client.ts'
import { failure } from '#storage/embedded/failure.ts'
import { toServerError } from '#storage/embedded/server-error.ts'
import type { EmbeddedSession } from '#storage/embedded/session.ts'
import type { Command } from './frame.ts'

interface Entry {
  readonly session: EmbeddedSession
  readonly number: number
}

export class WireSessions {
  readonly #client: EmbeddedClient
  readonly #entries = new Map<string, Entry>()

  constructor(client: EmbeddedClient) {
    this.#client = client
  }

  /** The session whose transaction the command belongs to, if it belongs to one. */
  async of(command: Command): Promise<EmbeddedSession | undefined> {
    if (command.autocommit !== false) return undefined
    const key = keyOf(command)
    const number = Number(command.txnNumber)
    const entry = this.#entries.get(key)
    if (command.startTransaction === true) {
      await entry?.session.endSession()
      const session = this.#client.startSession()
      session.startTransaction()
      this.#entries.set(key, { session, number })
      return session
    }
    if (entry?.number === number) return entry.session
    const message = `Given transaction number ${number} does not match any in-progress transactions`
    throw toServerError(failure('NoSuchTransaction', message, ['TransientTransactionError']))
  }

  async end(command: Command): Promise<void> {
    for (const lsid of command.endSessions as { id: { toString(encoding: 'hex'): string } }[]) {
      const key = lsid.id.toString('hex')
      await this.#entries.get(key)?.session.endSession()
      this.#entries.delete(key)
    }
  }
}

function keyOf(command: Command): string {
  return (command.lsid as { id: { toString(encoding: 'hex'): string } }).id.toString('hex')
}
