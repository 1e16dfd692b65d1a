/** Documents as rows of their collection: JSON text, the one text kept apart, the one large Binary kept as it is. */
import { type Binary, bson, type Fields, isBinary } from './bson.ts'
import type { Collection } from './catalogue.ts'
import { decodeValue, encodeStored } from './codec.ts'
import { EngineError } from './engine-error.ts'
import { type Key, keyOf } from './keys.ts'
import type { Column } from './sqlite.ts'

export interface StoredRow {
  readonly id: Key
  readonly doc: string
  readonly types: string | null
  readonly text: string | null
  readonly blob: Uint8Array | null
}

/** MongoDB's limit of a document. */
const largest = 16 * 1024 * 1024
/** Below it base64 costs less than a column. */
const largeBinary = 1024

export function toRow(collection: Collection, document: Fields): StoredRow {
  const { _id: id } = document
  if (id === undefined || Array.isArray(id) || id instanceof RegExp) {
    throw EngineError.badValue('The _id of a document is missing, an array or a pattern')
  }
  const { textField } = collection
  const text = textField === undefined ? undefined : document[textField]
  const blobField = Object.keys(document).find((key) => isLarge(document[key]))
  const blob = blobField === undefined ? undefined : (document[blobField] as Binary)
  let inner = document
  if (textField !== undefined && typeof text === 'string')
    inner = { ...inner, [textField]: undefined }
  if (blobField !== undefined) inner = { ...inner, [blobField]: undefined }
  const { text: doc, types } = encodeStored(inner)
  const size = doc.length + (typeof text === 'string' ? text.length : 0) + (blob?.length() ?? 0)
  if (size > largest)
    throw new EngineError('BSONObjectTooLarge', 'The document is larger than 16 MB')
  const bytes = blob?.value()
  return {
    id: keyOf(id),
    doc,
    // the place of the Binary stands in front of those of the values in the JSON
    types: blob ? JSON.stringify({ field: blobField, subtype: blob.sub_type, types }) : types,
    text: typeof text === 'string' ? text : null,
    blob: bytes ? Uint8Array.from(bytes) : null,
  }
}

function isLarge(value: unknown): value is Binary {
  return isBinary(value) && value.length() >= largeBinary
}

export function fromRow(
  collection: Collection,
  doc: Column,
  types: Column,
  text: Column,
  blob: Column,
): Fields {
  let places = types as string | null
  let bytes: { readonly field: string; readonly subtype: number } | undefined
  if (places?.startsWith('{')) {
    const outer = JSON.parse(places) as { field: string; subtype: number; types: string | null }
    bytes = outer
    places = outer.types
  }
  const document = decodeValue(doc as string, places) as Fields
  if (text !== null && collection.textField !== undefined) document[collection.textField] = text
  if (bytes && blob !== null) {
    document[bytes.field] = new bson.Binary(blob as Uint8Array, bytes.subtype)
  }
  return document
}
