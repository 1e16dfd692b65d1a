/** `Type/id`, `id`, an absolute URL, a canonical; `:identifier` and `:[type]`. https://hl7.org/fhir/R4/search.html#reference */
import { isResourceType, resourceTypes } from '../definitions/resource-types.ts'
import { isId, parsePointer, typeOf } from '../reference.ts'
import { type Asked, badValue, type ParseClause } from './asked.ts'
import { tokenEntry } from './parse-token.ts'
import type { ReferenceValue } from './request.ts'
import { unescapeValue } from './split-value.ts'

export const parseReference: ParseClause = (asked) => {
  const { code } = asked.definition
  if (asked.modifier === 'identifier')
    return {
      kind: 'reference',
      param: `${code}:identifier`,
      values: asked.values.map((value): ReferenceValue => {
        const { entry, match } = tokenEntry(value, asked)
        return match === 'prefix' ? { entries: [entry], match } : { entries: [entry] }
      }),
    }
  return {
    kind: 'reference',
    param: code,
    values: asked.values.map((value) => ({ entries: entriesOf(unescapeValue(value), asked) })),
  }
}

function entriesOf(text: string, asked: Asked): string[] {
  const { modifier, definition } = asked
  if (modifier !== undefined && !isTarget(modifier, definition.targets))
    throw badValue(asked, `no target of type ${modifier}`)
  const pointer = parsePointer(text, asked.base)
  const isBroken = pointer.kind === 'malformed' && isResourceType(typeOf(text))
  if (pointer.kind === 'conditional' || pointer.kind === 'contained' || isBroken)
    throw badValue(asked, 'Type/id, id or an absolute URL')
  if (pointer.kind === 'local' && !isResourceType(pointer.type))
    throw badValue(asked, 'a resource type of R4 before the id')
  if (pointer.kind === 'local') {
    if (modifier !== undefined && pointer.type !== modifier)
      throw badValue(asked, `with :${modifier} an id of that type alone`)
    return [`${pointer.type}/${pointer.id}`]
  }
  if (!isId(text)) return [text]
  if (modifier !== undefined) return [`${modifier}/${text}`]
  // the id as it stands is how a reference without a type was indexed
  return [...(definition.targets ?? resourceTypes).map((type) => `${type}/${text}`), text]
}

function isTarget(type: string, targets: readonly string[] | undefined): boolean {
  return targets === undefined ? isResourceType(type) : targets.includes(type)
}
