/**
 * What every model has in common: nothing undeclared is stored or asked for, and nothing is added behind our back.
 */
import type { SchemaOptions } from 'mongoose'

export function settings(collection: string): SchemaOptions {
  return {
    collection,
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    // collections and indexes are made by `prepare`, once, before the store is ready
    autoIndex: false,
    autoCreate: false,
    id: false,
  }
}
