/** The driver's Db on the embedded engine. One file is one database. */
import { type Calls, EmbeddedCollection } from './collection.ts'
import { type Documents, EmbeddedCursor } from './cursor.ts'
import { failure } from './failure.ts'
import { type Options, optionsOf } from './options.ts'
import { onePage } from './pages.ts'
import { notSupported, toServerError } from './server-error.ts'

type Sent = object | null | undefined

export class EmbeddedDatabase {
  readonly databaseName: string
  readonly #calls: Calls

  constructor(calls: Calls, databaseName: string) {
    this.#calls = calls
    this.databaseName = databaseName
  }

  collection(name: string): EmbeddedCollection {
    return new EmbeddedCollection(this.#calls, this.databaseName, name)
  }

  /** `textField` names the one field that is kept as text of its own, apart from the small ones. */
  async createCollection(name: string, sent?: Sent): Promise<EmbeddedCollection> {
    const { textField, ...rest } = optionsOf('collection', sent) as Options & { textField?: string }
    await this.#calls.write(name, 'createCollection', textField ? { textField } : {}, rest)
    return this.collection(name)
  }

  listCollections(filter: Sent = {}, sent?: Sent): EmbeddedCursor {
    const options = optionsOf('aggregate', { ...sent, nameOnly: undefined })
    if (Object.keys(filter ?? {}).length > 0) throw notSupported('filter of listCollections')
    const read = () => this.#calls.read('', 'listCollections', {}, options) as Promise<Documents>
    return new EmbeddedCursor(onePage(read), () => {
      throw notSupported('explain of listCollections')
    })
  }

  async dropCollection(name: string, sent?: Sent): Promise<boolean> {
    await this.#calls.write(name, 'dropCollection', {}, optionsOf('read', sent))
    return true
  }

  async dropDatabase(sent?: Sent): Promise<boolean> {
    await this.#calls.write('', 'dropDatabase', {}, optionsOf('read', sent))
    return true
  }

  async command(command: Readonly<Record<string, unknown>>): Promise<{ ok: 1 }> {
    if (command.ping === 1) return { ok: 1 }
    const [name] = Object.keys(command)
    throw toServerError(failure('CommandNotFound', `no such command: '${name}'`))
  }

  admin() {
    return {
      ping: () => this.command({ ping: 1 }),
      command: (command: Readonly<Record<string, unknown>>) => this.command(command),
      listDatabases: async () => ({ databases: [{ name: this.databaseName }], ok: 1 }),
    }
  }

  aggregate(): never {
    throw notSupported('aggregate of a database')
  }

  watch(): never {
    throw notSupported('watch')
  }
}
