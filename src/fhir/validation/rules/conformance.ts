/** Rules of terminology and conformance resources, StructureDefinition apart. https://hl7.org/fhir/R4/conformance-module.html */
import type { JsonObject } from '../walk.ts'
import {
  areDistinct,
  has,
  hasAny,
  isOneOf,
  items,
  part,
  type Rule,
  text,
  values,
} from './predicates.ts'

const kindRule =
  (kind: string, holds: (self: JsonObject) => boolean): Rule =>
  (self) =>
    self.kind !== kind || holds(self)
const instanceNeedsImplementation = kindRule('instance', (self) => has(self, 'implementation'))
const capabilityIsSoftware = kindRule(
  'capability',
  (self) => !has(self, 'implementation') && has(self, 'software'),
)
const requirementsAreNeither = kindRule(
  'requirements',
  (self) => !has(self, 'implementation') && !has(self, 'software'),
)
const describesSomething: Rule = (self) => hasAny(self, 'description', 'software', 'implementation')
const needs =
  (name: string, other: string): Rule =>
  (self) =>
    !has(self, name) || has(self, other)

function conceptCodes(concepts: readonly JsonObject[]): unknown[] {
  return concepts.flatMap((concept) => [concept.code, ...conceptCodes(items(concept, 'concept'))])
}

export const conformanceRules: Readonly<Record<string, Rule>> = {
  'cmd-1': (self) => has(self, 'comment') || !isOneOf(self.equivalence, 'narrower', 'inexact'),
  'cmd-2': (self) => self.mode !== 'fixed' || has(self, 'code'),
  'cmd-3': (self) => self.mode !== 'other-map' || has(self, 'url'),
  'cpb-1': (self) => hasAny(self, 'rest', 'messaging', 'document'),
  'cpb-2': describesSomething,
  'cpb-3': (self) =>
    self.kind === 'instance' ||
    !items(self, 'messaging').some((messaging) => has(messaging, 'endpoint')),
  'cpb-7': (self) =>
    areDistinct(
      items(self, 'document').map(
        (document) => `${text(document, 'profile') ?? ''}${text(document, 'mode') ?? ''}`,
      ),
    ),
  'cpb-9': (self) => areDistinct(items(self, 'resource').map((resource) => resource.type)),
  'cpb-12': (self) => areDistinct(items(self, 'searchParam').map((param) => param.name)),
  'cpb-14': instanceNeedsImplementation,
  'cpb-15': capabilityIsSoftware,
  'cpb-16': requirementsAreNeither,
  'csd-1': (self) => areDistinct(conceptCodes(items(self, 'concept'))),
  'ig-1': (self) => {
    const groupings = new Set(items(self, 'grouping').map((grouping) => grouping.id))
    return items(self, 'resource').every(
      ({ groupingId }) => groupingId === undefined || groupings.has(groupingId),
    )
  },
  'ig-2': (self) => {
    const versions = new Set(values(self, 'fhirVersion'))
    return items(part(self, 'definition'), 'resource').every((resource) =>
      values(resource, 'fhirVersion').every((version) => versions.has(version)),
    )
  },
  'md-1': (self) => self.max === '*' || Number(self.max) > 0,
  'nsd-1': (self) =>
    self.kind !== 'root' || items(self, 'uniqueId').every(({ type }) => type !== 'uuid'),
  'nsd-2': (self) =>
    areDistinct(
      items(self, 'uniqueId').flatMap(({ preferred, type }) => (preferred === true ? [type] : [])),
    ),
  'opd-1': (self) => hasAny(self, 'type', 'part'),
  'opd-2': (self) => !has(self, 'searchType') || self.type === 'string',
  'opd-3': (self) => !has(self, 'targetProfile') || isOneOf(self.type, 'Reference', 'canonical'),
  'smp-1': needs('element', 'context'),
  'smp-2': needs('context', 'contextType'),
  'spd-1': needs('xpath', 'xpathUsage'),
  'spd-2': (self) => !has(self, 'chain') || self.type === 'reference',
  'tcp-1': (self) => {
    const versions = items(self, 'version')
    return versions.length <= 1 || versions.every((version) => has(version, 'code'))
  },
  'tcp-2': describesSomething,
  'tcp-3': instanceNeedsImplementation,
  'tcp-4': capabilityIsSoftware,
  'tcp-5': requirementsAreNeither,
  'vsd-1': (self) => hasAny(self, 'valueSet', 'system'),
  'vsd-2': (self) => !hasAny(self, 'concept', 'filter') || has(self, 'system'),
  'vsd-3': (self) => !has(self, 'concept') || !has(self, 'filter'),
  'vsd-6': (self) => hasAny(self, 'code', 'display'),
  'vsd-9': (self) => has(self, 'code') || self.abstract === true,
  'vsd-10': needs('code', 'system'),
}
