/**
 * ObjectId and Binary from the very copy of `bson` that mongoose loads, so that `instanceof` holds across both; loaded
 * alone, because all of mongoose would cost the writer's thread a third of a second.
 */
import { createRequire } from 'node:module'
import type { mongo } from 'mongoose'

export type ObjectId = mongo.ObjectId
export type Binary = mongo.Binary

interface Bson {
  readonly ObjectId: typeof mongo.ObjectId
  readonly Binary: typeof mongo.Binary
}

const here = createRequire(import.meta.url)
const driver = createRequire(createRequire(here.resolve('mongoose')).resolve('mongodb'))

export const bson: Bson = driver('bson')

/** By the mark, not the class: the value may come from another copy. */
export function bsonType(value: object): string | undefined {
  return (value as { readonly _bsontype?: string })._bsontype
}

export function isObjectId(value: unknown): value is ObjectId {
  return typeof value === 'object' && value !== null && bsonType(value) === 'ObjectId'
}

export function isBinary(value: unknown): value is Binary {
  return typeof value === 'object' && value !== null && bsonType(value) === 'Binary'
}

export type Fields = Record<string, unknown>

/** A sub-document: neither an array nor one of the values that stand for themselves. */
export function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    bsonType(value) === undefined
  )
}
