/**
 * The label of a resource by itself: how confidential, and about which sensitive topics (R3a–c, R15).
 * https://hl7.org/fhir/R4/security-labels.html
 */
import { codeOf, extensionsOf, forEachObject, isMembers, listOf, type Members } from '../content.ts'
import { confidentialities, rankOf } from '../item.ts'
import { extensions, systems } from '../systems.ts'
import { definitionTypes, directoryTypes } from '../type-groups.ts'
import { isPolicyMark, isSensitivity, unknownSensitivity } from './topics.ts'

export interface Label {
  /** 0–5 = U L M N R V */
  readonly con: number
  /** sorted; unknown codes as `?` */
  readonly sen: readonly string[]
}

export const normal = rankOf('N')
export const restricted = rankOf('R')
export const secret = rankOf('V')

/** They say who somebody is or who saw what, and are not about a topic: without a code they are not unclassified. */
const withoutTopic = new Set([
  ...directoryTypes,
  ...definitionTypes,
  'AuditEvent',
  'Group',
  'Patient',
  'Person',
  'Provenance',
  'RelatedPerson',
])

export function labelOf(resource: object, type: string): Label {
  const marks = labelCodings(resource)
  let con: number | undefined
  const sen = new Set<string>()
  for (const mark of marks) {
    const found = readMark(mark)
    if (found.con !== undefined) con = Math.max(con ?? 0, found.con)
    if (found.sen !== undefined) sen.add(found.sen)
  }
  const classified =
    con !== undefined || sen.size > 0 || withoutTopic.has(type) || isCoded(resource)
  const raised = sen.size > 0 || !classified ? restricted : 0
  return { con: Math.max(con ?? normal, raised), sen: [...sen].sort() }
}

/** `meta.security`, and the inline labels of elements: they raise the whole item. */
function labelCodings(resource: object): readonly Members[] {
  const meta = (resource as Members).meta
  const own = isMembers(meta) ? listOf(meta.security).filter(isMembers) : []
  const inline: Members[] = []
  forEachObject(resource, (object) => {
    for (const extension of extensionsOf(object, extensions.inlineLabel)) {
      if (isMembers(extension.valueCoding)) inline.push(extension.valueCoding)
    }
  })
  return [...own, ...inline]
}

function readMark(coding: Members): { readonly con?: number; readonly sen?: string } {
  const { system, code } = coding
  if (system === systems.confidentiality) {
    const rank = (confidentialities as readonly unknown[]).indexOf(code)
    return rank === -1 ? { sen: unknownSensitivity } : { con: rank }
  }
  // integrity, provenance and test marks, and purposes: none of them raises
  if (system === systems.observationValue || system === systems.actReason) return {}
  if (system === systems.actCode && typeof code === 'string') {
    if (isPolicyMark(code)) return {}
    if (code === 'PHY' && releaseDateOf(coding) !== undefined) return {}
    if (isSensitivity(code)) return { sen: code }
  }
  return { sen: unknownSensitivity }
}

/** R16b: until when a PHY mark holds the result back, as written; a mark without a date is a sensitivity. */
export function releaseDateOf(coding: Members): string | undefined {
  const [extension] = extensionsOf(coding, extensions.releaseDate)
  const date = extension?.valueDateTime ?? extension?.valueDate
  return typeof date === 'string' ? date : undefined
}

/** Any Coding but those of `meta`, or a medication that is referred to: its code counts as one of this item's. */
function isCoded(resource: object): boolean {
  const { meta: _labels, ...content } = resource as Members
  if (isMembers(content.medicationReference)) return true
  let coded = false
  forEachObject(content, (object, name) => {
    if (coded || codeOf(object) === undefined) return
    coded = name === 'coding' || typeof object.system === 'string'
  })
  return coded
}
