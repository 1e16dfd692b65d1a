/** A command that has arrived, and the server it has arrived at. */
import type { EmbeddedClient } from '#storage/embedded/client.ts'
import type { EmbeddedCollection } from '#storage/embedded/collection.ts'
import type { EmbeddedDatabase } from '#storage/embedded/database.ts'
import type { EmbeddedSession } from '#storage/embedded/session.ts'
import type { WireCursors } from './cursors.ts'
import type { Command } from './frame.ts'
import type { WireSessions } from './sessions.ts'

export interface Server {
  readonly client: EmbeddedClient
  readonly address: string
  readonly cursors: WireCursors
  readonly sessions: WireSessions
}

/** One command in its place. */
export interface Asked {
  readonly command: Command
  readonly name: string
  readonly db: EmbeddedDatabase
  readonly collection: EmbeddedCollection
  readonly session: EmbeddedSession | undefined
  /** what is neither of the protocol nor named by the command: handed on, so that the engine refuses it */
  readonly options: (...named: string[]) => object
  readonly server: Server
}
