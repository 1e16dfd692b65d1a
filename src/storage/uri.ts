/** What the URI of the store says: which engine. */
import { isFileUri } from './embedded/data-directory.ts'

export type Engine = 'embedded' | 'mongodb'

export function engineOf(uri: string): Engine {
  return isFileUri(uri) ? 'embedded' : 'mongodb'
}
