/** Makes collections and indexes before the store is ready; never drops one. */
import type { Connection, Model } from 'mongoose'
import { isServerError } from './server-error-code.ts'
import type { Engine } from './uri.ts'

const namespaceExists = 48
/** The text of these rows is sent as it stands: the embedded engine keeps it in a column of its own. */
const textField = 'json'

/** All at once, so that one commit of the embedded engine serves many of them. */
export async function prepare(models: readonly Model<unknown>[], engine: Engine): Promise<void> {
  const connections = [...new Set(models.map((model) => model.db))]
  const existing = new Set((await Promise.all(connections.map(collectionNames))).flat())
  const missing = models.filter((model) => !existing.has(model.collection.name))
  await Promise.all(missing.map((model) => createCollection(model, engine)))
  await Promise.all(models.flatMap(createIndexes))
}

async function collectionNames(connection: Connection): Promise<string[]> {
  const found = (await connection.db?.listCollections().toArray()) ?? []
  return found.map((one) => one.name)
}

async function createCollection(model: Model<unknown>, engine: Engine): Promise<void> {
  const hasText = engine === 'embedded' && model.schema.path(textField) !== undefined
  const options = hasText ? ({ textField } as object) : {}
  try {
    await model.db.db?.createCollection(model.collection.name, options)
  } catch (error) {
    // another process that opens the same store was first
    if (!isServerError(error, namespaceExists)) throw error
  }
}

function createIndexes(model: Model<unknown>): Promise<string>[] {
  return model.schema
    .indexes()
    .map(([keys, options]) =>
      model.collection.createIndex(
        keys as Record<string, 1 | -1>,
        options.unique === true ? { unique: true } : {},
      ),
    )
}
