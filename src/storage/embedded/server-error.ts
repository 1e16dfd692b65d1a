/** Failures as the driver's own classes, so that callers cannot tell the engines apart. */
import mongoose from 'mongoose'
import { type Failure, failure } from './failure.ts'

const { MongoServerError } = mongoose.mongo

export function toServerError(cause: Failure): mongoose.mongo.MongoServerError {
  const { labels, message, ...rest } = cause
  return new MongoServerError({
    ok: 0,
    ...rest,
    errmsg: message,
    ...(labels ? { errorLabels: [...labels] } : {}),
  })
}

/** Whatever is outside the closed list (storage.md 6) is refused by name. */
export function notSupported(what: string): mongoose.mongo.MongoServerError {
  return toServerError(failure('NotSupported', `NotSupported: ${what}`))
}
