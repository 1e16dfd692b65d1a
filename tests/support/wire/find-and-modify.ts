/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
import type { Asked } from './asked.ts'

type Document = Record<string, unknown>

export async function findAndModify({ command, collection, options }: Asked): Promise<object> {
  const { query, update, remove, fields } = command
  const sent = {
    ...options('query', 'update', 'remove', 'fields', 'new', 'upsert'),
    ...(fields === undefined ? {} : { projection: fields }),
    includeResultMetadata: true,
  }
  const filter = query as Document
  if (remove) return (await collection.findOneAndDelete(filter, sent)) as object
  const changing = {
    ...sent,
    ...(command.upsert ? { upsert: true } : {}),
    returnDocument: command.new ? 'after' : 'before',
  }
  const replaces = !Array.isArray(update) && !Object.keys(update as Document)[0]?.startsWith('$')
  const answer = replaces
    ? await collection.findOneAndReplace(filter, update as Document, changing)
    : await collection.findOneAndUpdate(filter, update as Document, changing)
  return answer as object
}
