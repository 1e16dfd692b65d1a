/** Rules of R4's datatypes. https://hl7.org/fhir/R4/datatypes.html */
import { isRawNumber, numberText } from '../../json.ts'
import { liesAfter } from '../moment.ts'
import type { JsonObject } from '../walk.ts'
import { has, hasChoice, isOneOf, part, type Rule, text, ucum, values } from './predicates.ts'

const number = (self: JsonObject | undefined, name: string): number | undefined => {
  const value = self?.[name]
  if (typeof value === 'number') return value
  return isRawNumber(value) ? Number(numberText(value)) : undefined
}

const codedIfValued = (self: JsonObject): boolean => has(self, 'code') || !has(self, 'value')
const inUcum = (self: JsonObject): boolean => !has(self, 'system') || self.system === ucum
const pathOrParameter: Rule = (self) => has(self, 'path') !== has(self, 'searchParam')
const notNegative =
  (name: string): Rule =>
  (self) =>
    !((number(self, name) ?? 0) < 0)
const needs =
  (name: string, other: string): Rule =>
  (self) =>
    !has(self, name) || has(self, other)

/** Only quantities in the same unit can be compared here; others pass. */
function isAbove(low: JsonObject | undefined, high: JsonObject | undefined): boolean {
  if (low?.system !== high?.system || low?.code !== high?.code) return false
  if (low?.code === undefined && low?.unit !== high?.unit) return false
  const bottom = number(low, 'value')
  const top = number(high, 'value')
  return bottom !== undefined && top !== undefined && bottom > top
}

export const datatypeRules: Readonly<Record<string, Rule>> = {
  'age-1': (self) =>
    codedIfValued(self) && inUcum(self) && (number(self, 'value') ?? Number.MIN_VALUE) > 0,
  'att-1': needs('data', 'contentType'),
  'cnt-3': (self) =>
    codedIfValued(self) &&
    inUcum(self) &&
    (!has(self, 'code') || self.code === '1') &&
    !(self.value !== undefined && numberText(self.value).includes('.')),
  'cpt-2': needs('value', 'system'),
  'dis-1': (self) => codedIfValued(self) && inUcum(self),
  'drq-1': pathOrParameter,
  'drq-2': pathOrParameter,
  'drt-1': (self) => !has(self, 'code') || (self.system === ucum && has(self, 'value')),
  'exp-1': (self) => has(self, 'expression') || has(self, 'reference'),
  'per-1': (self) => {
    const start = text(self, 'start')
    const end = text(self, 'end')
    return start === undefined || end === undefined || !liesAfter(start, end)
  },
  'qty-3': needs('code', 'system'),
  'rat-1': (self) =>
    has(self, 'numerator') === has(self, 'denominator') &&
    (has(self, 'numerator') || has(self, 'extension')),
  'rng-2': (self) => !isAbove(part(self, 'low'), part(self, 'high')),
  'sqty-1': (self) => !has(self, 'comparator'),
  'tim-1': needs('duration', 'durationUnit'),
  'tim-2': needs('period', 'periodUnit'),
  'tim-4': notNegative('duration'),
  'tim-5': notNegative('period'),
  'tim-6': needs('periodMax', 'period'),
  'tim-7': needs('durationMax', 'duration'),
  'tim-8': needs('countMax', 'count'),
  'tim-9': (self) =>
    !has(self, 'offset') ||
    (has(self, 'when') &&
      !values(self, 'when').some((code) => isOneOf(code, 'C', 'CM', 'CD', 'CV'))),
  'tim-10': (self) => !has(self, 'timeOfDay') || !has(self, 'when'),
  'trd-1': (self) => !has(self, 'data') || !hasChoice(self, 'timing'),
  'trd-2': needs('condition', 'data'),
  'trd-3': (self) => {
    const type = text(self, 'type') ?? ''
    if (type === 'named-event' && !has(self, 'name')) return false
    if (type === 'periodic' && !hasChoice(self, 'timing')) return false
    return !type.startsWith('data-') || has(self, 'data')
  },
}
