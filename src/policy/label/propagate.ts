/** Labels follow what holds the labelled thing (R3d): a report its results, a list its entries, a file its document. */
import { forEachObject, isMembers, listOf, type Members, referencesOf } from '../content.ts'
import type { Label } from './label.ts'

/** Types whose label takes up the labels of what they refer to. */
export const propagatingTypes: readonly string[] = [
  'Binary',
  'Composition',
  'DiagnosticReport',
  'DocumentReference',
  'List',
]

/** The higher of all, and every topic of any. */
export function propagate(own: Label, others: readonly Label[]): Label {
  const sen = new Set(own.sen)
  let con = own.con
  for (const other of others) {
    con = Math.max(con, other.con)
    for (const topic of other.sen) sen.add(topic)
  }
  return { con, sen: [...sen].sort() }
}

/** Local references whose labels flow into this resource. */
export function labelSources(resource: object, type: string): readonly string[] {
  const members = resource as Members
  switch (type) {
    case 'DiagnosticReport':
      return referencesOf(members.result)
    case 'List':
      return listOf(members.entry).flatMap((entry) =>
        isMembers(entry) ? referencesOf(entry.item) : [],
      )
    case 'Composition': {
      const entries: string[] = []
      forEachObject(members.section, (object) => {
        entries.push(...referencesOf(object.entry))
      })
      return entries
    }
    case 'DocumentReference':
      return attachedBinaries(members)
    default:
      return []
  }
}

/** Local references that take over this resource's label: a document's label is its file's. */
export function labelTargets(resource: object, type: string): readonly string[] {
  return type === 'DocumentReference' ? attachedBinaries(resource as Members) : []
}

function attachedBinaries(document: Members): readonly string[] {
  return listOf(document.content).flatMap((content) => {
    const attachment = isMembers(content) ? content.attachment : undefined
    const url = isMembers(attachment) ? attachment.url : undefined
    const [, binary] =
      typeof url === 'string' ? (/(?:^|\/)(Binary\/[A-Za-z0-9\-.]{1,64})$/.exec(url) ?? []) : []
    return binary ?? []
  })
}
