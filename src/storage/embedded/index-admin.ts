/** Making, listing and dropping indexes. */
import { isFields } from './bson.ts'
import { type Collection, type Index, keyPattern, openIndex } from './catalogue.ts'
import { documentsIn } from './documents-in.ts'
import { EngineError } from './engine-error.ts'
import { addRows, rowsIn, type Writing } from './write-row.ts'

interface Spec {
  readonly key: Readonly<Record<string, 1 | -1>>
  readonly name: string
  readonly unique: boolean
}

/** MongoDB's limit of a collection. */
const mostIndexes = 64

export function createIndexes(
  writing: Writing,
  collection: Collection,
  indexes: unknown,
): string[] {
  if (!Array.isArray(indexes)) throw EngineError.badValue('createIndexes needs an array')
  const specs = indexes.map(specOf)
  let current = collection
  for (const spec of specs) {
    if (!isPresent(current, spec)) current = create(writing, current, spec)
  }
  return specs.map(({ name }) => name)
}

const known = ['key', 'name', 'unique', 'v', 'background']

function specOf(index: unknown): Spec {
  if (!isFields(index) || !isFields(index.key) || Object.keys(index.key).length === 0) {
    throw EngineError.badValue('An index needs a key')
  }
  const wrong = Object.keys(index).find((option) => !known.includes(option))
  if (wrong !== undefined) throw EngineError.notSupported(`index option ${wrong}`)
  for (const [path, direction] of Object.entries(index.key)) {
    if (direction !== 1 && direction !== -1) {
      throw EngineError.notSupported(`index of kind ${String(direction)}`, path)
    }
  }
  const key = index.key as Record<string, 1 | -1>
  const name = typeof index.name === 'string' ? index.name : Object.entries(key).flat().join('_')
  return { key, name, unique: index.unique === true }
}

function isPresent({ indexes }: Collection, { key, name, unique }: Spec): boolean {
  if (JSON.stringify(key) === '{"_id":1}') return true
  for (const index of indexes) {
    const sameKey = JSON.stringify(keyPattern(index)) === JSON.stringify(key)
    if (sameKey && index.name === name && index.unique === unique) return true
    if (index.name === name) {
      throw new EngineError(
        'IndexKeySpecsConflict',
        `An index named ${name} exists with another specification`,
      )
    }
    if (sameKey) {
      throw new EngineError(
        'IndexOptionsConflict',
        `The index ${name} exists with another name: ${index.name}`,
      )
    }
  }
  return false
}

function create(writing: Writing, collection: Collection, { key, name, unique }: Spec): Collection {
  const { sqlite, catalogue } = writing
  if (collection.indexes.length + 1 >= mostIndexes) {
    throw EngineError.badValue(`A collection has at most ${mostIndexes} indexes`)
  }
  const table = `${collection.table}_${collection.next}`
  const index = openIndex({ name, table, key, unique, shapes: {} })
  const columns = index.fields.map(({ column }) => `${column} NOT NULL`)
  const order = index.fields.map(({ column, direction }) =>
    direction === 1 ? column : `${column} DESC`,
  )
  // the key alone is unique, or the key of each document
  const primary = unique ? order : [...order, 'rid']
  sqlite.exec(
    `CREATE TABLE ${table} (${columns.join(', ')}, rid INTEGER NOT NULL, PRIMARY KEY (${primary.join(', ')})) WITHOUT ROWID`,
  )
  const grown: Collection = {
    ...collection,
    next: collection.next + 1,
    indexes: [...collection.indexes, index],
  }
  catalogue.save(grown)
  for (const { rid, document } of documentsIn(sqlite, grown)) {
    addRows(sqlite, grown, index, rowsIn(writing, grown, index, document), rid, document)
  }
  return grown
}

export function listIndexes(collection: Collection): object[] {
  return [collection.primary, ...collection.indexes].map((index) => ({
    v: 2,
    key: keyPattern(index),
    name: index.name,
    ...(index.unique && !index.primary ? { unique: true } : {}),
  }))
}

export function dropIndex(
  { sqlite, catalogue }: Writing,
  collection: Collection,
  name: unknown,
): void {
  if (name === '_id_') throw EngineError.badValue('cannot drop _id index')
  const gone = collection.indexes.filter((index) => name === '*' || isNamed(index, name))
  if (gone.length === 0 && name !== '*') {
    throw new EngineError('IndexNotFound', 'index not found')
  }
  for (const { table } of gone) sqlite.exec(`DROP TABLE ${table}`)
  catalogue.save({
    ...collection,
    indexes: collection.indexes.filter((index) => !gone.includes(index)),
  })
}

function isNamed(index: Index, name: unknown): boolean {
  return typeof name === 'string'
    ? index.name === name
    : JSON.stringify(keyPattern(index)) === JSON.stringify(name)
}
