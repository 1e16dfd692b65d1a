/** Rules of Bundle. https://hl7.org/fhir/R4/bundle.html#invs */
import { areDistinct, has, hasAny, isOneOf, items, part, type Rule, text } from './predicates.ts'

/** Every entry has the part exactly if the Bundle's type asks for it. */
const partFor =
  (name: string, ...types: readonly string[]): Rule =>
  (self) => {
    const wanted = isOneOf(self.type, ...types)
    return items(self, 'entry').every((entry) => has(entry, name) === wanted)
  }

const begins =
  (bundleType: string, resourceType: string): Rule =>
  (self) =>
    self.type !== bundleType ||
    part(items(self, 'entry')[0], 'resource')?.resourceType === resourceType

export const bundleRules: Readonly<Record<string, Rule>> = {
  'bdl-1': (self) => !has(self, 'total') || isOneOf(self.type, 'searchset', 'history'),
  'bdl-2': (self) =>
    self.type === 'searchset' || !items(self, 'entry').some((entry) => has(entry, 'search')),
  'bdl-3': partFor('request', 'batch', 'transaction', 'history'),
  'bdl-4': partFor('response', 'batch-response', 'transaction-response', 'history'),
  'bdl-5': (self) => hasAny(self, 'resource', 'request', 'response'),
  'bdl-7': (self) =>
    self.type === 'history' ||
    areDistinct(
      items(self, 'entry').map((entry) => {
        const url = text(entry, 'fullUrl')
        const version = part(part(entry, 'resource'), 'meta')?.versionId
        return url === undefined ? undefined : `${url}${version ?? ''}`
      }),
    ),
  'bdl-8': (self) => !text(self, 'fullUrl')?.includes('/_history/'),
  'bdl-9': (self) => {
    const identifier = part(self, 'identifier')
    return self.type !== 'document' || (has(identifier, 'system') && has(identifier, 'value'))
  },
  'bdl-10': (self) => self.type !== 'document' || self.timestamp !== undefined,
  'bdl-11': begins('document', 'Composition'),
  'bdl-12': begins('message', 'MessageHeader'),
}
