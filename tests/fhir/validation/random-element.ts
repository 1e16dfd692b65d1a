/** Random, well-typed elements from the element table; values come from small pools, so that rules are met and broken. */
import { choiceName } from '#fhir/definitions/member.ts'
import { requiredCodes } from '#fhir/definitions/required-codes.ts'
import type { ElementRow } from '#fhir/definitions/type-row.ts'
import { typeTable } from '#fhir/definitions/type-table.ts'

type Json = Record<string, unknown>

export interface Chance {
  /** A whole number from 0 to `below` - 1. */
  readonly next: (below: number) => number
}

/** The same seed gives the same numbers (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed
  return {
    next: (below) => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
    },
  }
}

const moments: Readonly<Record<string, readonly string[]>> = {
  date: ['2020-01-01', '2020-02-01', '2021'],
  dateTime: ['2020-01-01T00:00:00Z', '2020-02-01T10:00:00Z', '2019-12-31T00:00:00Z'],
  instant: ['2020-01-01T00:00:00Z', '2020-02-01T10:00:00Z'],
  time: ['10:00:00', '11:00:00'],
}

/** @param words literals of the rule under test; @param path members that must be there, outermost first. */
export function randomElement(
  chance: Chance,
  type: string,
  words: readonly string[],
  path: readonly string[] = [],
  depth = 3,
): Json {
  const self: Json = {}
  const table = typeTable(type)
  if (table?.kind === 'resource') self.resourceType = type
  for (const [name, row] of Object.entries(table?.elements ?? {})) {
    const forced = path[0] === name
    if (!forced && (isSkipped(name) || (row.min === 0 && chance.next(2) === 0))) continue
    const held = row.types[chance.next(row.types.length)] ?? 'string'
    if (!forced && depth === 0 && typeTable(held)?.kind !== 'primitive') continue
    if (typeTable(held)?.kind === 'resource') continue
    const member = row.choice === true ? choiceName(name, held) : name
    const make = (): unknown =>
      randomValue(chance, row, held, words, forced ? path.slice(1) : [], depth)
    self[member] =
      row.max === 1 ? make() : Array.from({ length: 1 + chance.next(forced ? 3 : 4) }, make)
  }
  return self
}

const isSkipped = (name: string): boolean =>
  ['id', 'meta', 'text', 'contained', 'extension', 'modifierExtension', 'implicitRules'].includes(
    name,
  )

function randomValue(
  chance: Chance,
  row: ElementRow,
  type: string,
  words: readonly string[],
  path: readonly string[],
  depth: number,
): unknown {
  const pick = (list: readonly unknown[]): unknown => list[chance.next(list.length)]
  if (typeTable(type)?.kind !== 'primitive')
    return randomElement(chance, type, words, path, depth - 1)
  if (type === 'boolean') return chance.next(2) === 0
  if (['integer', 'unsignedInt', 'positiveInt', 'decimal'].includes(type))
    return pick(type === 'decimal' ? [-1, 0, 1, 2.5, 200] : [0, 1, 2])
  const fixed = moments[type]
  if (fixed !== undefined) return pick(fixed)
  const bound = row.binding === undefined ? undefined : requiredCodes(row.binding[1])
  const codes = bound === undefined ? [] : [...bound].filter((code) => !code.includes('|'))
  const known = codes.filter((code) => words.includes(code))
  if (known.length > 0 && chance.next(3) > 0) return pick(known)
  if (codes.length > 0) return pick(codes)
  return pick(['a', 'b', '*', '1', 'A.x', 'Abc', ...words, ...words])
}
