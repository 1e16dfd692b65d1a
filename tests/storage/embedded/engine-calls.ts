/** An engine in memory, called by method and arguments. */

import { normalise } from '#storage/embedded/codec.ts'
import { type Engine, type Method, openEngine } from '#storage/embedded/engine.ts'

export interface Calls {
  readonly engine: Engine
  readonly call: <T = unknown>(method: Method, args?: object, collection?: string) => T
}

export function memory(): Calls {
  const engine = openEngine(':memory:', { readonly: false })
  return {
    engine,
    call: <T>(method: Method, args: object = {}, collection = 'things') =>
      engine.execute({ collection, method, args: normalise(args) }) as T,
  }
}

export function indexesOf(...keys: Record<string, 1 | -1>[]): object {
  return { indexes: keys.map((key) => ({ key, name: Object.entries(key).flat().join('_') })) }
}
