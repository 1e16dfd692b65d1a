/** Rules of ElementDefinition. https://hl7.org/fhir/R4/elementdefinition.html#invs */
import {
  areDistinct,
  has,
  hasAny,
  hasChoice,
  isOneOf,
  items,
  type Rule,
  text,
} from './predicates.ts'

/** R4's own pattern escapes characters that no JavaScript pattern may escape; this is its meaning. */
const path =
  /^[^\s.,:;'"/|?!@#$%&*()[\]{}]{1,64}(?:\.[^\s.,:;'"/|?!@#$%&*()[\]{}]{1,64}(?:\[x\])?(?::[^\s.]+)?)*$/
const plainPath = /^[A-Za-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*(?:\[x\])?)*$/
const sliceName = /^[a-zA-Z0-9/\-_[\]@]+$/

const exclusive = ['type', 'example', 'maxLength', 'binding'] as const
const exclusiveChoices = ['defaultValue', 'fixed', 'pattern', 'minValue', 'maxValue'] as const

const maximum = (value: unknown): number =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN
const oneType =
  (choice: string): Rule =>
  (self) =>
    !hasChoice(self, choice) || items(self, 'type').length <= 1

export const elementDefinitionRules: Readonly<Record<string, Rule>> = {
  'eld-1': (self) => hasAny(self, 'discriminator', 'description'),
  'eld-2': (self) => {
    const min = self.min
    const max = self.max
    if (typeof min !== 'number' || max === undefined || max === '*') return true
    return !(min > maximum(max))
  },
  // The rule stands at `max` itself, a primitive; the walk asks it of the element that holds it.
  'eld-3': (self) => {
    const max = self.max
    return max === undefined || max === '*' || maximum(max) >= 0
  },
  'eld-4': (self) => !has(self, 'aggregation') || isOneOf(self.code, 'Reference', 'canonical'),
  'eld-5': (self) =>
    !has(self, 'contentReference') ||
    (!hasAny(self, ...exclusive) && !exclusiveChoices.some((choice) => hasChoice(self, choice))),
  'eld-6': oneType('fixed'),
  'eld-7': oneType('pattern'),
  'eld-8': (self) => !hasChoice(self, 'pattern') || !hasChoice(self, 'fixed'),
  // As written (`select(…).exists()`) the rule is met by every element that has a type.
  'eld-11': () => true,
  'eld-12': (self) => {
    const valueSet = text(self, 'valueSet')
    return valueSet === undefined || /^(?:http:|https|urn:)/.test(valueSet)
  },
  'eld-13': (self) => areDistinct(items(self, 'type').map(({ code }) => code)),
  'eld-14': (self) => areDistinct(items(self, 'constraint').map(({ key }) => key)),
  'eld-15': (self) => !hasChoice(self, 'defaultValue') || !has(self, 'meaningWhenMissing'),
  'eld-16': (self) => {
    const name = text(self, 'sliceName')
    return name === undefined || sliceName.test(name)
  },
  'eld-17': (self) => !has(self, 'targetProfile') || isOneOf(self.code, 'Reference', 'canonical'),
  'eld-18': (self) => self.isModifier !== true || has(self, 'isModifierReason'),
  'eld-19': (self) => path.test(text(self, 'path') ?? 'x'),
  'eld-20': (self) => plainPath.test(text(self, 'path') ?? 'x'),
  'eld-21': (self) => has(self, 'expression'),
  'eld-22': (self) => !has(self, 'sliceIsConstraining') || has(self, 'sliceName'),
}
