/**
 * Numbers of a record as closed ranges of doubles: a point, a range, or what a comparator leaves open.
 * https://hl7.org/fhir/R4/datatypes.html#Quantity
 */
import { isRawNumber, numberText } from '../json.ts'
import { conversionOf, toCanonical, ucumSystem } from '../quantity.ts'
import { below } from './decimal.ts'
import { isText, type Members, membersOf } from './found.ts'

/** JSON carries no infinity, so the largest double stands for it. */
export const unbounded = Number.MAX_VALUE

export interface Amount {
  readonly lo: number
  readonly hi: number
  /** code and system, and the unit as a person reads it; empty where absent */
  readonly code: string
  readonly system: string
  readonly unit: string
}

export interface CanonicalAmount {
  readonly lo: number
  readonly hi: number
  readonly unit: string
}

export type AmountOf = (value: unknown) => Amount | undefined

/** The amount of each element type that a quantity parameter reads. */
export const amounts: Readonly<Record<string, AmountOf>> = {
  Quantity: amountOfQuantity,
  Age: amountOfQuantity,
  Duration: amountOfQuantity,
  Money: amountOfMoney,
  Range: amountOfRange,
  SampledData: amountOfSamples,
}

export const currencySystem = 'urn:iso:std:iso:4217'

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (!isRawNumber(value)) return undefined
  return Math.min(unbounded, Math.max(-unbounded, Number(numberText(value))))
}

function amountOfQuantity(value: unknown): Amount | undefined {
  const quantity = membersOf(value)
  const at = numberOf(quantity.value)
  if (at === undefined) return undefined
  return { ...opened(at, quantity.comparator), ...unitOf(quantity) }
}

function unitOf({ code, system, unit }: Members): Pick<Amount, 'code' | 'system' | 'unit'> {
  return {
    code: isText(code) ? code : '',
    system: isText(system) ? system : '',
    unit: isText(unit) ? unit : '',
  }
}

function opened(at: number, comparator: unknown): { lo: number; hi: number } {
  switch (comparator) {
    case '<':
      return { lo: -unbounded, hi: Math.max(-unbounded, below(at)) }
    case '<=':
      return { lo: -unbounded, hi: at }
    case '>=':
      return { lo: at, hi: unbounded }
    case '>':
      return { lo: Math.min(unbounded, -below(-at)), hi: unbounded }
    default:
      return { lo: at, hi: at }
  }
}

function amountOfMoney(value: unknown): Amount | undefined {
  const { value: sum, currency } = membersOf(value)
  const at = numberOf(sum)
  if (at === undefined) return undefined
  const code = isText(currency) ? currency : ''
  return { lo: at, hi: at, code, system: code === '' ? '' : currencySystem, unit: '' }
}

export function amountOfRange(value: unknown): Amount | undefined {
  const { low, high } = membersOf(value)
  const lo = numberOf(membersOf(low).value)
  const hi = numberOf(membersOf(high).value)
  if (lo === undefined && hi === undefined) return undefined
  return {
    lo: lo ?? -unbounded,
    hi: hi ?? unbounded,
    ...unitOf(membersOf(lo === undefined ? high : low)),
  }
}

/** Between the limits of the device, where they are stated. */
function amountOfSamples(value: unknown): Amount | undefined {
  const { lowerLimit, upperLimit, origin } = membersOf(value)
  const lo = numberOf(lowerLimit)
  const hi = numberOf(upperLimit)
  if (lo === undefined && hi === undefined) return undefined
  return { lo: lo ?? -unbounded, hi: hi ?? unbounded, ...unitOf(membersOf(origin)) }
}

/** Both ends in the canonical unit; undefined where UCUM knows none. */
export function canonicalOf(amount: Amount): CanonicalAmount | undefined {
  if (amount.system !== ucumSystem) return undefined
  const conversion = conversionOf(amount.code)
  if (conversion === undefined) return undefined
  const end = (value: number) =>
    Math.abs(value) === unbounded ? value : toCanonical(value, conversion)
  const lo = end(amount.lo)
  return { lo, hi: amount.hi === amount.lo ? lo : end(amount.hi), unit: conversion.unit }
}
