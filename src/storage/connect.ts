/** One mongoose for both engines: `file:` opens the embedded client, everything else the untouched driver (storage.md 1). */
import { join } from 'node:path'
import mongoose, { type Connection, type ConnectOptions } from 'mongoose'
import * as native from 'mongoose/lib/drivers/node-mongodb-native/index.js'
import { type ClientSettings, EmbeddedClient } from './embedded/client.ts'
import { dataDirectory, isFileUri } from './embedded/data-directory.ts'

export interface StoreOptions extends Omit<ClientSettings, 'path'> {
  /** file name within the directory of a `file:` URI */
  readonly file?: string
  /** options of the driver for a `mongodb:` URI */
  readonly driver?: ConnectOptions
}

export async function connect(uri: string, options: StoreOptions = {}): Promise<Connection> {
  const { file = 'data.db', driver, ...settings } = options
  const instance = new mongoose.Mongoose({
    transactionAsyncLocalStorage: true,
    autoIndex: false,
    autoCreate: false,
  })

  class StoreConnection extends native.Connection {
    override async createClient(given: string, sent?: object): Promise<this> {
      if (!isFileUri(given)) return super.createClient(given, sent)
      Object.assign(this, { readyState: mongoose.ConnectionStates.connecting })
      const path = join(await dataDirectory(given), file)
      const client = await new EmbeddedClient({ path, ...settings }).connect()
      const db = client.db()
      const opened = { client, db, name: db.databaseName, _connectionString: given }
      Object.assign(this, opened)
      Object.assign(this.config, { autoIndex: false, autoCreate: false })
      this.onOpen()
      return this
    }
  }

  const driverOf = instance as unknown as { setDriver(driver: object): void }
  driverOf.setDriver({ ...native, Connection: StoreConnection })
  return instance.createConnection(uri, isFileUri(uri) ? {} : (driver ?? {})).asPromise()
}

/** The embedded client behind a connection, for what only a file has: check, backup; undefined on MongoDB. */
export function embeddedClient(connection: Connection): EmbeddedClient | undefined {
  const client: unknown = connection.getClient()
  return client instanceof EmbeddedClient ? client : undefined
}
