/** Rules of StructureDefinition. https://hl7.org/fhir/R4/structuredefinition.html#invs */
import type { JsonObject } from '../walk.ts'
import { areDistinct, has, hasAny, hasChoice, items, part, type Rule, text } from './predicates.ts'

const ofSnapshot = (self: JsonObject): readonly JsonObject[] =>
  items(part(self, 'snapshot'), 'element')
const ofDifferential = (self: JsonObject): readonly JsonObject[] =>
  items(part(self, 'differential'), 'element')
const ofBoth = (self: JsonObject): readonly JsonObject[] => [
  ...ofSnapshot(self),
  ...ofDifferential(self),
]

const pathOf = (element: JsonObject | undefined): string => text(element, 'path') ?? ''
const isRoot = (element: JsonObject | undefined): boolean => !pathOf(element).includes('.')
const isHl7 = (self: JsonObject): boolean =>
  text(self, 'url')?.startsWith('http://hl7.org/fhir/StructureDefinition') === true
const allBelow = (elements: readonly JsonObject[], root: string): boolean =>
  elements.slice(1).every((element) => pathOf(element).startsWith(`${root}.`))
const haveIds = (elements: readonly JsonObject[]): boolean =>
  elements.every((element) => has(element, 'id'))
const distinctIds = (elements: readonly JsonObject[]): boolean =>
  haveIds(elements) && areDistinct(elements.map(({ id }) => id))
const codesMatch = (elements: readonly JsonObject[], pattern: RegExp): boolean =>
  elements.every((element) =>
    items(element, 'type').every(({ code }) => typeof code !== 'string' || pattern.test(code)),
  )

const differentialCode = /^(?:[a-zA-Z0-9]+|http:\/\/hl7\.org\/fhirpath\/System\.[A-Z][A-Za-z]+)$/
const snapshotCode = /^(?:[a-zA-Z0-9.]+|http:\/\/hl7\.org\/fhirpath\/System\.[A-Z][A-Za-z]+)$/

export const structureDefinitionRules: Readonly<Record<string, Rule>> = {
  'sdf-1': (self) =>
    self.derivation === 'constraint' || areDistinct(ofSnapshot(self).map(({ path }) => path)),
  'sdf-2': (self) => hasAny(self, 'name', 'uri'),
  'sdf-3': (self) =>
    items(self, 'element').every(
      (element) => has(element, 'definition') && has(element, 'min') && has(element, 'max'),
    ),
  'sdf-4': (self) => self.abstract === true || has(self, 'baseDefinition'),
  'sdf-5': (self) =>
    self.type !== 'Extension' || self.derivation === 'specialization' || has(self, 'context'),
  'sdf-6': (self) => hasAny(self, 'snapshot', 'differential'),
  'sdf-8': (self, resource) => {
    const elements = items(self, 'element')
    const root = pathOf(elements[0])
    return (resource.kind === 'logical' || root === resource.type) && allBelow(elements, root)
  },
  'sdf-8a': (self, resource) => {
    const elements = items(self, 'element')
    const first = pathOf(elements[0])
    const begins = first.startsWith(text(resource, 'type') ?? '')
    return (
      (resource.kind === 'logical' || begins) && allBelow(elements, first.split('.')[0] ?? first)
    )
  },
  'sdf-8b': (self) => items(self, 'element').every((element) => has(element, 'base')),
  'sdf-9': (self) =>
    !ofBoth(self).some(
      (element) => isRoot(element) && hasAny(element, 'label', 'code', 'requirements'),
    ),
  'sdf-10': (self) => {
    const binding = part(self, 'binding')
    return binding === undefined || hasAny(binding, 'valueSet', 'description')
  },
  'sdf-11': (self) =>
    self.kind === 'logical' || !has(self, 'snapshot') || pathOf(ofSnapshot(self)[0]) === self.type,
  'sdf-14': (self) => haveIds(ofSnapshot(self)) && haveIds(ofDifferential(self)),
  'sdf-15': (self) => self.kind === 'logical' || !has(ofSnapshot(self)[0], 'type'),
  'sdf-15a': (self) => {
    const first = ofDifferential(self)[0]
    return self.kind === 'logical' || !isRoot(first) || !has(first, 'type')
  },
  'sdf-16': (self) => distinctIds(ofSnapshot(self)),
  'sdf-17': (self) => distinctIds(ofDifferential(self)),
  'sdf-18': (self) => !has(self, 'contextInvariant') || self.type === 'Extension',
  'sdf-19': (self) =>
    !isHl7(self) ||
    (codesMatch(ofDifferential(self), differentialCode) &&
      codesMatch(ofSnapshot(self), snapshotCode)),
  'sdf-20': (self) =>
    !items(self, 'element').some((element) => isRoot(element) && has(element, 'slicing')),
  'sdf-21': (self) =>
    self.derivation === 'specialization' ||
    !ofDifferential(self).some((element) => hasChoice(element, 'defaultValue')),
  'sdf-22': (self) =>
    !isHl7(self) || !ofBoth(self).some((element) => hasChoice(element, 'defaultValue')),
  'sdf-23': (self) => !ofBoth(self).some((element) => isRoot(element) && has(element, 'sliceName')),
}
