/** Parts of mongoose and the driver that their own types leave out. */
declare module 'mongoose/lib/drivers/node-mongodb-native/index.js' {
  import type { Connection as MongooseConnection } from 'mongoose'

  export class Connection extends MongooseConnection {
    createClient(uri: string, options?: object): Promise<this>
    onOpen(): void
  }
  export const Collection: unknown
  export const BulkWriteResult: unknown
  export const ClientEncryption: unknown
}

declare module 'mongodb/lib/bulk/common.js' {
  import type { WriteError as DriverWriteError } from 'mongodb'

  export const WriteError: new (error: object) => DriverWriteError
  export type WriteError = DriverWriteError
  export const BulkWriteResult: new (
    result: object,
    ordered: boolean,
  ) => import('mongodb').BulkWriteResult
  export const MongoBulkWriteError: new (
    error: object,
    result: object,
  ) => import('mongodb').MongoBulkWriteError
}
