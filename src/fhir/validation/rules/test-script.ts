/** Rules of TestScript and TestReport. https://hl7.org/fhir/R4/testscript.html#invs */
import { countOf, has, hasAny, isOneOf, items, part, type Rule } from './predicates.ts'

const operationOrAssert: Rule = (self) => has(self, 'operation') !== has(self, 'assert')

const oneAssertion: Rule = (self) =>
  has(self, 'extension') ||
  countOf(
    self,
    'contentType',
    'expression',
    'headerField',
    'minimumId',
    'navigationLinks',
    'path',
    'requestMethod',
    'resource',
    'responseCode',
    'response',
    'validateProfileId',
  ) <= 1

const oneTarget: Rule = (self) =>
  has(self, 'sourceId') ||
  countOf(self, 'targetId', 'url', 'params') === 1 ||
  isOneOf(part(self, 'type')?.code, 'capabilities', 'search', 'transaction', 'history')

const comparesBoth: Rule = (self) =>
  has(self, 'compareToSourceId') ===
  hasAny(self, 'compareToSourceExpression', 'compareToSourcePath')

const fitsDirection: Rule = (self) => {
  if (self.direction === 'request') return !hasAny(self, 'response', 'responseCode')
  return true
}

export const testScriptRules: Readonly<Record<string, Rule>> = {
  'inv-1@TestReport.setup.action': operationOrAssert,
  'inv-2': operationOrAssert,
  'tst-1': operationOrAssert,
  'tst-2': operationOrAssert,
  'tst-3': (self) => countOf(self, 'expression', 'headerField', 'path') < 3,
  'tst-4': (self) =>
    items(self, 'capability').some(
      (capability) => has(capability, 'required') || has(capability, 'validated'),
    ),
  'tst-5': oneAssertion,
  'tst-6': oneAssertion,
  'tst-7': oneTarget,
  'tst-8': oneTarget,
  'tst-9': oneTarget,
  'tst-10': comparesBoth,
  'tst-11': comparesBoth,
  'tst-12': fitsDirection,
  'tst-13': fitsDirection,
}
