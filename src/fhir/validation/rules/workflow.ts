/** Rules of scheduling, requests, consent, finance and documents. https://hl7.org/fhir/R4/resourcelist.html */
import { liesAfter } from '../moment.ts'
import type { JsonObject } from '../walk.ts'
import {
  has,
  hasAny,
  hasChoice,
  isCoded,
  isOneOf,
  items,
  part,
  type Rule,
  text,
} from './predicates.ts'

const participantRule =
  (name: string): Rule =>
  (self) =>
    hasAny(self, name, 'actor')
const inOrder =
  (earlier: string, later: string): Rule =>
  (self) => {
    const first = text(self, earlier)
    const last = text(self, later)
    return first === undefined || last === undefined || !liesAfter(first, last)
  }
// R4 left its placeholder as the code system of these four rules.
const patientFor =
  (code: string): Rule =>
  (self) =>
    has(self, 'patient') || !isCoded(part(self, 'scope'), 'something', code)

const strata = (self: JsonObject): readonly JsonObject[] =>
  items(self, 'group').flatMap((group) => items(group, 'stratifier'))

export const workflowRules: Readonly<Record<string, Rule>> = {
  'app-1': participantRule('type'),
  'app-2': (self) => has(self, 'start') === has(self, 'end'),
  'app-3': (self) =>
    (has(self, 'start') && has(self, 'end')) ||
    isOneOf(self.status, 'proposed', 'cancelled', 'waitlist'),
  'app-4': (self) => !has(self, 'cancelationReason') || isOneOf(self.status, 'noshow', 'cancelled'),
  'apr-1': participantRule('participantType'),
  'ces-1': (self) => has(self, 'category') !== has(self, 'productOrService'),
  'cmp-1': (self) => hasAny(self, 'text', 'entry', 'section'),
  'cmp-2': (self) => !has(self, 'emptyReason') || !has(self, 'entry'),
  'inv-1@Task': inOrder('authoredOn', 'lastModified'),
  'ipn-1': (self) => hasAny(self, 'identifier', 'name'),
  'lnk-1': (self) => items(self, 'item').length > 1,
  'mdd-1': inOrder('whenPrepared', 'whenHandedOver'),
  'mea-1': (self) =>
    strata(self).every(
      (stratifier) =>
        hasAny(stratifier, 'code', 'description', 'criteria') !== has(stratifier, 'component'),
    ),
  'mrp-1': (self) => self.type !== 'data-collection' || !has(self, 'group'),
  'mrp-2': (self) =>
    strata(self)
      .flatMap((stratifier) => items(stratifier, 'stratum'))
      .every((stratum) => has(stratum, 'value') !== has(stratum, 'component')),
  'ppc-1': (self) => hasAny(self, 'policy', 'policyRule'),
  'ppc-2': patientFor('patient-privacy'),
  'ppc-3': patientFor('research'),
  'ppc-4': patientFor('adr'),
  'ppc-5': patientFor('treatment'),
  'prr-1': (self) => !has(self, 'orderDetail') || has(self, 'code'),
  'rqg-1': (self) => has(self, 'resource') !== has(self, 'action'),
  'sev-1': (self) => !has(self, 'name') || !has(self, 'query'),
  'inv-1@Parameters.parameter': (self) => {
    const valued = hasChoice(self, 'value')
    const holdsResource = has(self, 'resource')
    return has(self, 'part') ? !valued && !holdsResource : valued !== holdsResource
  },
}
