/** Rules of the clinical, administrative and medication resources. https://hl7.org/fhir/R4/resourcelist.html */
import { parsePointer } from '../../reference.ts'
import type { JsonObject } from '../walk.ts'
import {
  countOf,
  has,
  hasAny,
  hasChoice,
  isCoded,
  isOneOf,
  items,
  part,
  type Rule,
  text,
  ucum,
} from './predicates.ts'

const terminology = 'http://terminology.hl7.org/CodeSystem/'
const allergyVerification = `${terminology}allergyintolerance-verification`
const conditionVerification = `${terminology}condition-ver-status`
const conditionClinical = `${terminology}condition-clinical`

const isVerifiedError = (self: JsonObject, system: string): boolean =>
  isCoded(part(self, 'verificationStatus'), system, 'entered-in-error')
const eitherOf =
  (...names: readonly string[]): Rule =>
  (self) =>
    hasAny(self, ...names)
const notAtHome: Rule = (self) => self.use !== 'home'
const isPercent = (quantity: JsonObject | undefined): boolean =>
  quantity === undefined || (quantity.code === '%' && quantity.system === ucum)

/** False only if the member certainly is someone else than a Practitioner. */
function mayBePractitioner(member: JsonObject | undefined): boolean {
  const pointer = parsePointer(text(member, 'reference') ?? 'urn:')
  return !('type' in pointer) || pointer.type === 'Practitioner'
}

function repeatsItsCode(self: JsonObject): boolean {
  const codings = items(part(self, 'code'), 'coding')
  return items(self, 'component').some((component) =>
    items(part(component, 'code'), 'coding').some((coding) =>
      codings.some((own) => isSame(coding, own)),
    ),
  )
}

/** FHIRPath's `=` on two Codings: every member is equal. */
function isSame(left: JsonObject, right: JsonObject): boolean {
  if (left.code !== right.code || left.system !== right.system) return false
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
}

const sorted = (value: JsonObject): unknown[] =>
  Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))

export const clinicalRules: Readonly<Record<string, Rule>> = {
  'ait-1': (self) => has(self, 'clinicalStatus') || isVerifiedError(self, allergyVerification),
  'ait-2': (self) => !has(self, 'clinicalStatus') || !isVerifiedError(self, allergyVerification),
  'con-1': eitherOf('summary', 'assessment'),
  'con-2': eitherOf('code', 'detail'),
  'con-3': (self) =>
    has(self, 'clinicalStatus') ||
    isVerifiedError(self, conditionVerification) ||
    !items(self, 'category').some((category) =>
      isCoded(category, `${terminology}condition-category`, 'problem-list-item'),
    ),
  'con-4': (self) =>
    !hasChoice(self, 'abatement') ||
    isCoded(part(self, 'clinicalStatus'), conditionClinical, 'resolved', 'remission', 'inactive'),
  'con-5': (self) => !has(self, 'clinicalStatus') || !isVerifiedError(self, conditionVerification),
  'cpl-3': (self) => !has(self, 'detail') || !has(self, 'reference'),
  'ctm-1': (self) => !has(self, 'onBehalfOf') || mayBePractitioner(part(self, 'member')),
  'fhs-1': (self) => !hasChoice(self, 'age') || !hasChoice(self, 'born'),
  'fhs-2': (self) => hasChoice(self, 'age') || !has(self, 'estimatedAge'),
  'gol-1': (self) => !hasChoice(self, 'detail') || has(self, 'measure'),
  'grp-1': (self) => !has(self, 'member') || self.actual === true,
  'imm-1': eitherOf('documentType', 'reference'),
  'imr-1': eitherOf('vaccineCode', 'targetDisease'),
  'lst-1': (self) => !has(self, 'emptyReason') || !has(self, 'entry'),
  'lst-2': (self) =>
    self.mode === 'changes' || !items(self, 'entry').some((entry) => has(entry, 'deleted')),
  'lst-3': (self) =>
    self.mode === 'working' || !items(self, 'entry').some((entry) => has(entry, 'date')),
  'mad-1': (self) => has(self, 'dose') || hasChoice(self, 'rate'),
  'msq-3': (self) => isOneOf(String(self.coordinateSystem), '0', '1'),
  'msq-5': (self) => has(self, 'chromosome') === has(self, 'genomeBuild'),
  'msq-6': (self) =>
    countOf(self, 'genomeBuild', 'referenceSeqId', 'referenceSeqPointer', 'referenceSeqString') ===
    1,
  'nor-1': eitherOf('oralDiet', 'supplement', 'enteralFormula'),
  'obs-3': eitherOf('low', 'high', 'text'),
  'obs-6': (self) => !has(self, 'dataAbsentReason') || !hasChoice(self, 'value'),
  'obs-7': (self) =>
    self.component === undefined || !hasChoice(self, 'value') || !repeatsItsCode(self),
  'org-1': eitherOf('identifier', 'name'),
  'org-2': notAtHome,
  'org-3': notAtHome,
  'pat-1': eitherOf('name', 'telecom', 'address', 'organization'),
  'ras-1': (self) => isPercent(part(self, 'low')) && isPercent(part(self, 'high')),
  'ras-2': (self) =>
    self.probabilityDecimal === undefined || !(Number(rawText(self.probabilityDecimal)) > 100),
}

function rawText(value: unknown): string {
  return JSON.stringify(value)
}
