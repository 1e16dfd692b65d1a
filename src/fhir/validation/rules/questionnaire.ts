/** Rules of Questionnaire and QuestionnaireResponse. https://hl7.org/fhir/R4/questionnaire.html#invs */
import type { JsonObject } from '../walk.ts'
import { areDistinct, has, hasAny, isOneOf, items, type Rule } from './predicates.ts'

const notOfDisplay =
  (...names: readonly string[]): Rule =>
  (self) =>
    self.type !== 'display' || !hasAny(self, ...names)

function linkIds(list: readonly JsonObject[]): unknown[] {
  return list.flatMap((item) => [item.linkId, ...linkIds(items(item, 'item'))])
}

export const questionnaireRules: Readonly<Record<string, Rule>> = {
  'qrs-1': (self) => !has(self, 'answer') || !has(self, 'item'),
  'que-1': (self) =>
    (self.type !== 'group' || has(self, 'item')) && (self.type !== 'display' || !has(self, 'item')),
  'que-2': (self) => areDistinct(linkIds(items(self, 'item'))),
  'que-3': notOfDisplay('code'),
  'que-4': (self) => !has(self, 'answerOption') || !has(self, 'answerValueSet'),
  'que-5': (self) =>
    !hasAny(self, 'answerOption', 'answerValueSet') ||
    isOneOf(
      self.type,
      'choice',
      'open-choice',
      'decimal',
      'integer',
      'date',
      'dateTime',
      'time',
      'string',
      'quantity',
    ),
  'que-6': notOfDisplay('required', 'repeats'),
  'que-7': (self) => self.operator !== 'exists' || hasAny(self, 'answerBoolean'),
  'que-8': (self) => !isOneOf(self.type, 'group', 'display') || !has(self, 'initial'),
  'que-9': notOfDisplay('readOnly'),
  'que-10': (self) =>
    !has(self, 'maxLength') ||
    isOneOf(self.type, 'boolean', 'decimal', 'integer', 'string', 'text', 'url', 'open-choice'),
  'que-11': (self) => !has(self, 'answerOption') || !has(self, 'initial'),
  'que-12': (self) => items(self, 'enableWhen').length <= 2 || has(self, 'enableBehavior'),
  'que-13': (self) => self.repeats === true || items(self, 'initial').length <= 1,
}
