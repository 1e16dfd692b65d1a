/**
 * Composite entries: the parts of one and the same element, joined. A token part is written `code¦system`; parts of
 * text stand among the tokens (`param¦code¦system$…`), a quantity, number or date makes the entry a range.
 * https://hl7.org/fhir/R4/search.html#combining
 */

import type { Tick } from '../tick.ts'
import { amounts, canonicalOf, numberOf } from './amount.ts'
import { separator } from './entry.ts'
import { foldedStart } from './fold.ts'
import { type Field, type Found, isText, listOf, membersOf } from './found.ts'
import { dateRanges } from './index-date.ts'
import { givenUnits } from './index-number.ts'
import type { SearchParameterDefinition, SearchParameterType } from './parameters.ts'
import { compilePath, type Visit } from './path.ts'
import { pointerOf } from './pointer-of.ts'
import type { Ground } from './resolved-type.ts'

interface NumberPart {
  readonly is: 'number'
  readonly unit: string
  readonly lo: number
  readonly hi: number
}

interface DatePart {
  readonly is: 'date'
  readonly lo: Tick
  readonly hi: Tick
}

type Part = { readonly is: 'text'; readonly text: string } | NumberPart | DatePart

interface Collecting extends Ground {
  readonly timeZone: string
  readonly parts: Part[]
}

type PartsOf = (value: unknown, ground: Collecting) => readonly Part[]

export function compileComposite(
  definition: SearchParameterDefinition,
  type: string,
  field: Field,
): Visit<Found> | undefined {
  return compilePath<Found>(definition.expression, type, (leaf) => {
    const components = (definition.components ?? []).map((component) =>
      compilePath<Collecting>(
        component.expression,
        leaf.type,
        (part) => {
          const partsOf = partsByType[component.type]?.[part.type]
          return (
            partsOf &&
            ((value, ground) => {
              ground.parts.push(...partsOf(value, ground))
            })
          )
        },
        type,
      ),
    )
    const walks = components.filter((walk) => walk !== undefined)
    if (walks.length === 0 || walks.length < components.length) return undefined
    return (element, found) => {
      const lists: Part[][] = []
      // from behind: the value is absent more often than its code
      for (let place = walks.length - 1; place >= 0; place--) {
        const { resource, base, timeZone } = found
        const parts: Part[] = []
        walks[place]?.(element, { resource, base, timeZone, parts })
        if (parts.length === 0) return
        lists[place] = parts
      }
      const [first = [], second] = lists
      if (second !== undefined && lists.length === 2)
        for (const one of first) for (const other of second) add([one, other], field, found)
      else for (const tuple of product(lists)) add(tuple, field, found)
    }
  })
}

function product(lists: readonly (readonly Part[])[]): Part[][] {
  let tuples: Part[][] = [[]]
  for (const list of lists) tuples = tuples.flatMap((tuple) => list.map((part) => [...tuple, part]))
  return tuples
}

function add(tuple: readonly Part[], field: Field, found: Found): void {
  let p = ''
  let number: NumberPart | undefined
  let date: DatePart | undefined
  for (const part of tuple) {
    if (part.is === 'text') p = p === '' ? field.start + part.text : `${p}$${part.text}`
    else if (part.is === 'date') date = part
    // two numbers of one element are its start and its end
    else number = number === undefined ? part : { ...number, hi: part.hi }
  }
  if (date !== undefined) found.dat.push({ p, lo: date.lo, hi: date.hi })
  else if (number === undefined) found.tok.add(p)
  else found.num.push({ p: p + number.unit, lo: number.lo, hi: number.hi })
}

const code: PartsOf = (value) =>
  isText(value) || typeof value === 'boolean' ? [text(String(value) + separator)] : []

const coding: PartsOf = (value) => {
  const { code: symbol, system } = membersOf(value)
  return isText(symbol) ? [text(symbol + separator + (isText(system) ? system : ''))] : []
}

const number: PartsOf = (value) => {
  const at = numberOf(value)
  return at === undefined ? [] : [{ is: 'number', unit: '', lo: at, hi: at }]
}

const partsByType: Partial<Record<SearchParameterType, Readonly<Record<string, PartsOf>>>> = {
  token: {
    code,
    boolean: code,
    string: code,
    Coding: coding,
    CodeableConcept: (value, ground) =>
      listOf(membersOf(value).coding).flatMap((one) => coding(one, ground)),
  },
  string: { string: (value) => (isText(value) ? [text(foldedStart(value))] : []) },
  reference: {
    Reference: (value, ground) => {
      const { reference } = membersOf(value)
      if (!isText(reference)) return []
      const pointer = pointerOf(reference, ground.base)
      return [text(pointer.kind === 'local' ? `${pointer.type}/${pointer.id}` : reference)]
    },
  },
  number: { integer: number, decimal: number },
  quantity: Object.fromEntries(
    Object.entries(amounts).map(([type, amountOf]) => [
      type,
      (value: unknown): readonly Part[] => {
        const amount = amountOf(value)
        if (amount === undefined) return []
        const canonical = canonicalOf(amount)
        const given = givenUnits(amount)
        return [
          ...(given.length === 0 ? [separator + separator] : given).map((unit) =>
            ranged(unit, amount),
          ),
          ...(canonical === undefined ? [] : [ranged(separator + canonical.unit, canonical)]),
        ]
      },
    ]),
  ),
  date: Object.fromEntries(
    Object.entries(dateRanges).map(([type, rangeOf]) => [
      type,
      (value: unknown, ground: Collecting): readonly Part[] => {
        const range = rangeOf(value, ground.timeZone)
        return range === undefined ? [] : [{ is: 'date', lo: range.lo, hi: range.hi }]
      },
    ]),
  ),
}

function text(value: string): Part {
  return { is: 'text', text: value }
}

function ranged(unit: string, { lo, hi }: { readonly lo: number; readonly hi: number }): Part {
  return { is: 'number', unit, lo, hi }
}
