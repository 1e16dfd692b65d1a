/**
 * Values as index keys: numbers and strings in SQLite's own order, null below all numbers, everything else as a blob that
 * begins with its type, in MongoDB's order of types: https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
import { isBinary, isObjectId } from './bson.ts'

export type Key = number | string | Uint8Array

/** null and missing */
export const lowest: Key = Number.NEGATIVE_INFINITY

const tag = { object: 0x20, array: 0x28, binary: 0x30, objectId: 0x40, boolean: 0x50, date: 0x60 }

const yes = Uint8Array.of(tag.boolean, 1)
const no = Uint8Array.of(tag.boolean, 0)
const object = Uint8Array.of(tag.object)
const array = Uint8Array.of(tag.array)

export function keyOf(value: unknown): Key {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return value === lowest ? -Number.MAX_VALUE : value
  if (typeof value === 'boolean') return value ? yes : no
  if (value === null || value === undefined) return lowest
  if (value instanceof Date) return dateKey(value.getTime())
  if (isObjectId(value)) return tagged(tag.objectId, value.id)
  if (isBinary(value)) return binaryKey(value.value(), value.sub_type)
  return Array.isArray(value) ? array : object
}

/** Neither of these can tell one value from another. */
export function isVague(key: Key): boolean {
  return key === object || key === array
}

function tagged(type: number, bytes: Uint8Array): Uint8Array {
  const key = new Uint8Array(bytes.length + 1)
  key[0] = type
  key.set(bytes, 1)
  return key
}

function dateKey(millis: number): Uint8Array {
  const key = new Uint8Array(9)
  key[0] = tag.date
  new DataView(key.buffer).setBigInt64(1, BigInt(millis) ^ -(2n ** 63n))
  return key
}

/** By length, then subtype, then bytes. */
function binaryKey(bytes: Uint8Array, subtype: number): Uint8Array {
  const key = new Uint8Array(bytes.length + 6)
  key[0] = tag.binary
  new DataView(key.buffer).setUint32(1, bytes.length)
  key[5] = subtype
  key.set(bytes, 6)
  return key
}

/** SQLite's order of keys: numbers, strings by UTF-8 bytes, blobs. */
export function compareKeys(left: Key, right: Key): number {
  if (typeof left === 'number') {
    if (typeof right !== 'number') return -1
    return left < right ? -1 : left > right ? 1 : 0
  }
  if (typeof left === 'string') {
    if (typeof right === 'string') return compareStrings(left, right)
    return typeof right === 'number' ? 1 : -1
  }
  if (typeof right === 'number' || typeof right === 'string') return 1
  return Buffer.compare(left, right)
}

/** UTF-16 puts surrogates before U+E000–U+FFFF, UTF-8 after them. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0
  const shorter = Math.min(left.length, right.length)
  for (let at = 0; at < shorter; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x10000 : unit
}

/** The least string above all that begin with the prefix; undefined if there is none. */
export function successor(prefix: string): string | undefined {
  const points = [...prefix]
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0
    if (last === 0x10ffff) continue
    return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1)
  }
  return undefined
}

/** Where the values of a comparison's own type begin and end: no range goes beyond. */
export interface Bracket {
  readonly from: Key
  /** the start itself is none of the type's values */
  readonly open: boolean
  readonly below: Key
}

const empty = new Uint8Array(0)
const numbers: Bracket = { from: lowest, open: true, below: '' }
const strings: Bracket = { from: '', open: false, below: empty }

export function bracketOf(key: Key): Bracket {
  if (typeof key === 'number') return numbers
  if (typeof key === 'string') return strings
  const type = key[0] ?? 0
  return { from: Uint8Array.of(type), open: false, below: Uint8Array.of(type + 1) }
}

export function isTruth(key: Key): boolean | undefined {
  if (typeof key !== 'object' || key[0] !== tag.boolean) return undefined
  return key[1] === 1
}

/** A row of keys as one string, to compare sets of rows. */
export function rowText(keys: readonly Key[]): string {
  return JSON.stringify(keys.map((key) => (typeof key === 'object' ? [...key] : finite(key))))
}

function finite(key: number | string): number | string | null | true {
  if (typeof key === 'string' || Number.isFinite(key)) return key
  return key === lowest ? null : true
}
