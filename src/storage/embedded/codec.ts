/**
 * Values as BSON would have them, and as text that JSON can carry. What JSON lacks (Date, ObjectId, Binary, a pattern)
 * is written as `{"$date": …}`, and `types` lists where: a parse with a fix-up costs less than a reviver.
 */
import { bson, bsonType, isBinary, isFields, isObjectId } from './bson.ts'
import { EngineError } from './engine-error.ts'

export interface Encoded {
  readonly text: string
  readonly types: string | null
}

const deepest = 100

/** A copy in which nothing of the caller's remains: `toBSON` applied, Maps as objects, `undefined` dropped. */
export function normalise(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : value.toWellFormed()
    case 'number':
      if (Number.isNaN(value)) throw EngineError.notSupported('NaN')
      return value
    case 'boolean':
      return value
    case 'bigint':
      return safeInteger(value)
    case 'object':
      return value === null ? null : normaliseObject(value, depth)
    default:
      return undefined
  }
}

function normaliseObject(value: object, depth: number): unknown {
  if (depth > deepest) throw EngineError.badValue(`A value is nested deeper than ${deepest} levels`)
  const mark = bsonType(value)
  if (mark !== undefined) return normaliseMarked(value, mark)
  const { toBSON } = value as { toBSON?: unknown }
  if (typeof toBSON === 'function') return normalise(toBSON.call(value), depth + 1)
  if (Array.isArray(value)) return value.map((one) => normalise(one, depth + 1) ?? null)
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw EngineError.badValue('A Date is invalid')
    return new Date(value)
  }
  if (value instanceof Uint8Array) return new bson.Binary(Uint8Array.from(value))
  if (value instanceof RegExp) return value
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Set) {
    throw EngineError.notSupported(`value of type ${value.constructor.name}`)
  }
  const copy: Record<string, unknown> = {}
  if (value instanceof Map) for (const [key, one] of value) put(copy, String(key), one, depth)
  else for (const key of Object.keys(value)) put(copy, key, Reflect.get(value, key), depth)
  return copy
}

function put(copy: Record<string, unknown>, key: string, value: unknown, depth: number): void {
  if (key === '__proto__') throw EngineError.notSupported('field name __proto__')
  const ready = normalise(value, depth + 1)
  if (ready !== undefined) copy[key] = ready
}

function normaliseMarked(value: object, mark: string): unknown {
  if (isObjectId(value)) return new bson.ObjectId(value.id)
  if (isBinary(value)) return new bson.Binary(Uint8Array.from(value.value()), value.sub_type)
  if (mark === 'Int32' || mark === 'Double') return normalise(Number(value.valueOf()))
  if (mark === 'Long') return safeInteger((value as unknown as { toBigInt(): bigint }).toBigInt())
  throw EngineError.notSupported(`value of type ${mark}`)
}

function safeInteger(value: bigint): number {
  if (BigInt.asIntN(54, value) !== value) {
    throw EngineError.notSupported('integer above 2^53')
  }
  return Number(value)
}

type Path = readonly (string | number)[]

/** Text for another thread; the value must be normalised. */
export function encodeValue(value: unknown): Encoded {
  const places: Path[] = []
  const text = JSON.stringify(prepare(value ?? null, [], places, false))
  return { text, types: places.length === 0 ? null : JSON.stringify(places) }
}

/** Text for the file: no patterns, no field that begins with `$`. */
export function encodeStored(value: unknown): Encoded {
  const places: Path[] = []
  const text = JSON.stringify(prepare(value, [], places, true))
  return { text, types: places.length === 0 ? null : JSON.stringify(places) }
}

/** The value itself where JSON can carry it, else a copy along the way. */
function prepare(
  value: unknown,
  path: (string | number)[],
  places: Path[],
  stored: boolean,
): unknown {
  if (typeof value === 'number') {
    // JSON.parse and SQLite both read 1e999 as infinity
    if (value === Number.POSITIVE_INFINITY) return rawJSON('1e999')
    return value === Number.NEGATIVE_INFINITY ? rawJSON('-1e999') : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined
    for (let at = 0; at < value.length; at++) {
      const one: unknown = value[at]
      if (typeof one === 'string') continue
      path.push(at)
      const ready = prepare(one, path, places, stored)
      path.pop()
      if (ready !== one) {
        copy ??= value.slice()
        copy[at] = ready
      }
    }
    return copy ?? value
  }
  if (!isFields(value)) {
    places.push([...path])
    return wrapped(value, stored)
  }
  let copy: Record<string, unknown> | undefined
  for (const key in value) {
    if (stored && key.charCodeAt(0) === 36) {
      throw new EngineError('DollarPrefixedFieldName', `A field name begins with $: ${key}`)
    }
    const one = value[key]
    if (typeof one === 'string') continue
    path.push(key)
    const ready = prepare(one, path, places, stored)
    path.pop()
    if (ready !== one) {
      copy ??= { ...value }
      copy[key] = ready
    }
  }
  return copy ?? value
}

function wrapped(value: object, stored: boolean): object {
  if (value instanceof Date) return { $date: value.getTime() }
  if (isObjectId(value)) return { $oid: value.toHexString() }
  if (isBinary(value)) return { $binary: value.toString('base64'), $type: value.sub_type }
  if (value instanceof RegExp && !stored) return { $pattern: value.source, $flags: value.flags }
  throw EngineError.notSupported('a pattern as a stored value')
}

export function decodeValue(text: string, types: string | null): unknown {
  const value: unknown = JSON.parse(text)
  if (types === null) return value
  const root = { value }
  for (const path of JSON.parse(types) as Path[]) {
    let at: Record<string | number, unknown> = root
    let last: string | number = 'value'
    for (const step of path) {
      at = at[last] as Record<string | number, unknown>
      last = step
    }
    at[last] = unwrapped(at[last])
  }
  return root.value
}

interface Wrapped {
  readonly $date?: number
  readonly $oid?: string
  readonly $binary?: string
  readonly $type?: number
  readonly $pattern?: string
  readonly $flags?: string
}

/** The value that a wrapper stands for; anything else as it is. */
export function unwrapped(value: unknown): unknown {
  if (!isFields(value)) return value
  const { $date, $oid, $binary, $type, $pattern, $flags }: Wrapped = value
  if ($date !== undefined) return new Date($date)
  if ($oid !== undefined) return bson.ObjectId.createFromHexString($oid)
  if ($binary !== undefined) return new bson.Binary(Buffer.from($binary, 'base64'), $type)
  return $pattern === undefined ? value : new RegExp($pattern, $flags)
}

/** Not yet in the compiler's library of ES2024, but in every Node 24. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object }
