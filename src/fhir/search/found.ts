/** Where the entries of one resource are gathered, and what an indexer knows about its parameter. */
import { type DateEntry, joined, type NumberEntry, separator } from './entry.ts'
import type { Visit } from './path.ts'
import type { Ground } from './resolved-type.ts'

export interface Found extends Ground {
  readonly timeZone: string
  readonly tok: Set<string>
  readonly ref: Set<string>
  readonly str: Set<string>
  readonly stx: Set<string>
  readonly dat: DateEntry[]
  readonly num: NumberEntry[]
  readonly s: Record<string, string | number>
}

/** A parameter with the beginnings of its entries made once. */
export interface Field {
  readonly code: string
  /** the sort key's name downwards */
  readonly descending: string
  /** `param¦` */
  readonly start: string
  /** `param:text¦` */
  readonly text: string
  /** `param:identifier¦` */
  readonly identifier: string
  /** `param:of-type¦` */
  readonly ofType: string
  /** the type a reference without one means */
  readonly onlyTarget: string | undefined
}

/** Puts one value of one element type under a parameter. */
export type Indexer = (value: unknown, field: Field, found: Found) => void

export function fieldOf(code: string, targets?: readonly string[]): Field {
  return {
    code,
    descending: `-${code}`,
    start: code + separator,
    text: joined(`${code}:text`, ''),
    identifier: joined(`${code}:identifier`, ''),
    ofType: joined(`${code}:of-type`, ''),
    onlyTarget: targets?.length === 1 ? targets[0] : undefined,
  }
}

export function visitOf(indexer: Indexer, field: Field): Visit<Found> {
  return (value, found) => indexer(value, field, found)
}

/** Keeps the smallest and the largest value of a parameter. */
export function sortBy(field: Field, value: string | number, found: Found): void {
  const low = found.s[field.code]
  if (low === undefined) {
    found.s[field.code] = value
    found.s[field.descending] = value
  } else if (value < low) found.s[field.code] = value
  else if (value > (found.s[field.descending] ?? low)) found.s[field.descending] = value
}

export type Members = Readonly<Record<string, unknown>>

/** The members of a complex value; an empty object for anything else, which the validator has refused. */
export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
