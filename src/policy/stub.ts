/**
 * What whoever she trusts with anything learns of the person behind it (R13b): id, name, birth year, language and what
 * she adds, marked as redacted so that it never becomes the base of an update (R15).
 */
import { type Members, textAt } from './content.ts'
import { redacted } from './redacted.ts'

const always = ['resourceType', 'id', 'name', 'language', 'communication']

/** @param adds elements of Patient that she adds, from her settings */
export function stubOf(patient: object, adds: readonly string[] = []): object {
  const members = patient as Members
  const stub: Record<string, unknown> = {}
  for (const name of [...always, ...adds]) {
    if (members[name] !== undefined && name !== 'meta') stub[name] = members[name]
  }
  const year = /^\d{4}/.exec(textAt(members, 'birthDate') ?? '')?.[0]
  if (year !== undefined && !adds.includes('birthDate')) stub.birthDate = year
  const { resourceType, id, ...rest } = stub
  return {
    resourceType,
    ...(id === undefined ? {} : { id }),
    meta: redacted(members.meta),
    ...rest,
  }
}

/** Search parameters of Patient that the stub answers; all others are as if the element were missing (L25). */
export const stubParameters: readonly string[] = [
  '_id',
  '_lastUpdated',
  'family',
  'given',
  'language',
  'name',
  'phonetic',
]
